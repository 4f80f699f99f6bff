export interface Tried<T> {
  readonly value: T;
  /** What was thrown by the ways before the one that worked. */
  readonly failures: readonly unknown[];
}

/**
 * The first way that works.
 * @throws what the last one threw
 */
export async function firstThatWorks<W, T>(
  ways: readonly W[],
  attempt: (way: W) => Promise<T>,
): Promise<Tried<T>> {
  const failures: unknown[] = [];
  for (const way of ways) {
    try {
      return { value: await attempt(way), failures };
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures.at(-1) ?? new Error('there is no way to try');
}

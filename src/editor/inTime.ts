/** What comes of `work`; nothing when it fails or takes longer than so many milliseconds: it goes on, unheard. */
export async function inTime<T>(work: PromiseLike<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  const heard = Promise.resolve(work).catch(() => undefined);
  return Promise.race([heard, late]).finally(() => clearTimeout(timer));
}

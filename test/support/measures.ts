/** Sums of measurements, for the benches. */

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The middle, the 95th of a hundred and the worst, to a tenth. */
export function spread(values: readonly number[]): { p50Ms: number; p95Ms: number; worstMs: number } {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number): number => rounded(sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN);
  return { p50Ms: at(0.5), p95Ms: at(0.95), worstMs: at(1) };
}

/** To a tenth. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

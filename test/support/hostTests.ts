/**
 * Tests inside an extension host. node:test writes to the process's own streams and ends with the process: both
 * belong to the editor here. So this is the least that does: `test` names a test, `run` runs all one after another
 * and writes what came of them to the file that TOLMACH_TEST_REPORT names.
 */
import { writeFileSync } from 'node:fs';

export interface HostTestResult {
  readonly name: string;
  readonly milliseconds: number;
  /** Stack of what the test threw. */
  readonly error?: string;
}

const DEFAULT_TIMEOUT = 30_000;
const tests: { name: string; body: () => unknown; timeout: number }[] = [];

/** A test; it fails when `body` throws, rejects, or takes longer than `timeout` milliseconds. */
export function test(name: string, body: () => unknown, timeout = DEFAULT_TIMEOUT): void {
  tests.push({ name, body, timeout });
}

/** The entry that `extensionTestsPath` asks for. */
export async function run(): Promise<void> {
  const report = process.env['TOLMACH_TEST_REPORT'];
  if (!report) throw new Error('TOLMACH_TEST_REPORT names no file');
  const pattern = new RegExp(process.env['TOLMACH_TEST_PATTERN'] ?? '', 'i');
  const results: HostTestResult[] = [];
  for (const { name, body, timeout } of tests.filter((one) => pattern.test(one.name))) {
    const started = performance.now();
    const error = await failureOf(body, timeout);
    const milliseconds = Math.round(performance.now() - started);
    results.push({ name, milliseconds, ...(error === undefined ? {} : { error }) });
    writeFileSync(report, JSON.stringify({ done: false, results }));
  }
  writeFileSync(report, JSON.stringify({ done: true, results }));
}

async function failureOf(body: () => unknown, timeout: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${timeout} ms`)), timeout);
  });
  try {
    await Promise.race([late, (async () => await body())()]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `npm test [-- unit|vscode|e2e [pattern]] [--desktop]`: all tests, or one part, or of it the files whose path
 * contains the pattern. The last line says `N passed, N failed`; a test that was skipped counts as failed.
 */
import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { runInExtensionHost } from './hostRun.ts';
import { installPackaged, prepareWindow } from './packagedExtension.ts';
import { root } from './project.ts';
import { trainingFolder } from './trainingFolder.ts';
import { SHOTS } from './workbench.ts';

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

const FILE_TIMEOUT_MINUTES = 10;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { desktop: { type: 'boolean', default: false } },
});
const [chosen, pattern = ''] = positionals;
const parts: Readonly<Record<string, () => Promise<Outcome>>> = { unit, vscode, e2e };

async function unit(): Promise<Outcome> {
  return runFiles('test/unit/**/*.test.ts', true);
}

async function vscode(): Promise<Outcome> {
  if (!flags.desktop) await prepareWindow();
  const results = await runInExtensionHost({ pattern, desktop: flags.desktop });
  for (const { name, milliseconds, error } of results) {
    console.log(`${error ? '✖' : '✔'} ${name} (${milliseconds} ms)`);
    if (error) console.log(error.replace(/^/gm, '    '));
  }
  const failed = results.filter(({ error }) => error !== undefined).length;
  return { passed: results.length - failed, failed };
}

async function e2e(): Promise<Outcome> {
  await using _packaged = await installPackaged();
  await trainingFolder();
  if (!pattern) await rm(SHOTS, { recursive: true, force: true });
  // One window at a time: two would fight for the processor and be slower in sum.
  const outcome = await runFiles('test/e2e/**/*.test.ts', false);
  console.log(`Screenshots: ${path.relative(root, SHOTS)}/`);
  return outcome;
}

async function runFiles(glob: string, concurrency: boolean): Promise<Outcome> {
  const files = globSync(glob, { cwd: root }).filter((file) => file.includes(pattern));
  if (files.length === 0) throw new Error(`no test in ${glob} has “${pattern}” in its path`);
  const events = runTests({
    files: files.sort().map((file) => path.join(root, file)),
    concurrency,
    timeout: FILE_TIMEOUT_MINUTES * 60_000,
  });
  let outcome: Outcome = { passed: 0, failed: 1 };
  events.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return;
    const { passed, tests } = counts;
    outcome = { passed, failed: tests - passed };
  });
  await pipeline(events, new spec(), process.stdout, { end: false });
  return outcome;
}

async function runPart(name: string, part: () => Promise<Outcome>): Promise<Outcome> {
  console.log(`\n── ${name} ──`);
  try {
    return await part();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

if (chosen !== undefined && !(chosen in parts)) {
  console.error(`usage: npm test [-- ${Object.keys(parts).join('|')} [pattern]] [--desktop]`);
  process.exit(1);
}
let [passed, failed] = [0, 0];
for (const [name, part] of Object.entries(parts)) {
  if (chosen !== undefined && chosen !== name) continue;
  const outcome = await runPart(name, part);
  passed += outcome.passed;
  failed += outcome.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

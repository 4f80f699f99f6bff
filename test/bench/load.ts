/**
 * What the extension costs every start of the editor: loading dist/extension.js and `activate`, in a Node as the
 * extension host has it and with a `vscode` that does nothing. Each sample is a process of its own.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run as runCommand } from '../support/commands.ts';
import type { LoadProbe } from '../support/loadProbe.ts';
import { root } from '../support/project.ts';

const SAMPLES = 15;
const TARGET_MS = 25;
const TARGET_BYTES = 200 * 1024;

export async function run(): Promise<Record<string, unknown>> {
  await runCommand(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  const { atStart, bytes } = JSON.parse(await readFile(path.join(root, 'out/mainBundle.json'), 'utf8'));
  // The first one reads the files into the system's cache and does not count.
  await sample();
  const samples: LoadProbe[] = [];
  for (let i = 0; i < SAMPLES; i++) samples.push(await sample());

  const totalMs = median(samples.map(({ loadMs, activateMs }) => loadMs + activateMs));
  const tooEarly = new Set(
    samples.flatMap(({ files, children }) => [
      ...files.filter((file) => !atStart.includes(file)),
      ...children.map((program) => `process ${path.basename(program)}`),
    ]),
  );
  return {
    loadMs: round(median(samples.map(({ loadMs }) => loadMs))),
    activateMs: round(median(samples.map(({ activateMs }) => activateMs))),
    totalMs: round(totalMs),
    targetMs: TARGET_MS,
    mainBundleBytes: bytes,
    targetBytes: TARGET_BYTES,
    loadedAtStart: atStart,
    loadedTooEarly: [...tooEarly],
    node: process.version,
    met: totalMs <= TARGET_MS && bytes <= TARGET_BYTES && tooEarly.size === 0,
  };
}

/** One start of the bundle that is in dist. */
export async function sample(): Promise<LoadProbe> {
  const probe = path.join(root, 'test/support/loadProbe.ts');
  const output = await runCommand(process.execPath, ['--no-warnings', probe]);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

if (import.meta.main) console.log(JSON.stringify(await run()));

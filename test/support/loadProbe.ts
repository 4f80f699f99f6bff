/**
 * One start of the extension: `node loadProbe.ts` loads dist/extension.js with a `vscode` that does nothing, activates
 * it, and prints what that took and what it touched, as JSON.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fakeContext, fakeVscode } from './fakeVscode.ts';
import { serveVscode } from './vscodeModule.ts';

export interface LoadProbe {
  readonly loadMs: number;
  readonly activateMs: number;
  /** Files of dist that were run or read, from dist. */
  readonly files: readonly string[];
  /** Programs that were started. */
  readonly children: readonly string[];
}

const AFTERWARDS_MS = 200;

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');
const main = path.join(dist, 'extension.js');
const require = createRequire(import.meta.url);

const touched = new Set<string>();
const children: string[] = [];
const note = (file: unknown): void => {
  if (typeof file === 'string' && file.startsWith(dist)) touched.add(path.relative(dist, file));
};

/** Calls `seen` with the first argument of every call of these functions. */
function watch(target: object, names: readonly string[], seen: (argument: unknown) => void): void {
  for (const name of names) {
    const original = Reflect.get(target, name);
    Reflect.set(target, name, (...args: unknown[]) => {
      seen(args[0]);
      return Reflect.apply(original, target, args);
    });
  }
}

watch(fs, ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream'], note);
watch(fs.promises, ['readFile', 'open'], note);
watch(childProcess, ['fork', 'spawn', 'execFile', 'exec'], (program) => children.push(String(program)));

serveVscode(fakeVscode(root));
// What the extension reads of its own code is noted where Node loads it.
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) note(new URL(url).pathname);
    return next(url, context);
  },
});

const context = fakeContext(root);
const started = performance.now();
const extension = require(main);
const loaded = performance.now();
await extension.activate(context);
const activated = performance.now();
// What is put off to the next turns of the event loop counts as touched too.
await delay(AFTERWARDS_MS);
const probe: LoadProbe = {
  loadMs: loaded - started,
  activateMs: activated - loaded,
  files: [...touched].sort(),
  children,
};
console.log(JSON.stringify(probe));
process.exit(0);

import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Masker } from '../../src/core/privacy/masker.ts';
import { SecretVault } from '../../src/core/privacy/vault.ts';
import { createSecretFinder } from '../../src/privacy/secretFinder.ts';
import { HARMLESS, SECRETS } from '../support/goldenSecrets.ts';

/**
 * Masking: how long a prompt of 8k tokens takes when nothing of it is known and when a line was added, how many of the
 * golden secrets are found, and what is taken for a secret in libraries, where there are hardly any.
 */

/** Characters of 8192 tokens of code. */
const PROMPT = 30_000;
const ROUNDS = 200;
const TARGET_MS = 10;
/** Larger files are bundles. */
const LARGEST_FILE = 400_000;

const root = path.join(import.meta.dirname, '../..');

export async function run(): Promise<Record<string, unknown>> {
  const texts = prompts();
  const cold = texts.map((text) => timed(() => newMasker().mask(text)));
  const masker = newMasker();
  const warm = texts.map((text) => {
    masker.mask(text);
    return timed(() => masker.mask(`${text}\nconst added = 1;`));
  });
  const coldP95 = percentile(cold, 0.95);
  return {
    promptCharacters: PROMPT,
    coldMsMedian: round(percentile(cold, 0.5)),
    coldMsP95: round(coldP95),
    lineAddedMsP95: round(percentile(warm, 0.95)),
    targetMs: TARGET_MS,
    ...(await megabyte()),
    met: coldP95 <= TARGET_MS,
    ...golden(),
    ...libraries(),
  };
}

function newMasker(): Masker {
  let count = 0;
  const vault = new SecretVault(() => `t${String(++count).padStart(6, '0')}`);
  return new Masker({ finder: createSecretFinder(), vault, pause: () => setImmediate() });
}

/** How long a megabyte holds up the thread, with as many secrets as a dump of passwords has. */
async function megabyte(): Promise<Record<string, unknown>> {
  const line = (index: number): string =>
    `user${index}: { password: "q${index}W${index * 7}!", role: "reader" }\n`;
  const text = Array.from({ length: 20_000 }, (_, index) => line(index)).join('');
  const masker = newMasker();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await setImmediate();
  delay.enable();
  const start = performance.now();
  await masker.prepare([text], new AbortController().signal);
  const prepareMs = performance.now() - start;
  const maskMs = timed(() => masker.mask(text));
  await setImmediate();
  delay.disable();
  return {
    megabytePrepareMs: round(prepareMs),
    megabyteMaskMs: round(maskMs),
    megabyteLongestBlockMs: round(delay.max / 1e6),
  };
}

/** Pieces of our own sources and documents, as many as there are rounds. */
function prompts(): string[] {
  const all = globSync('{src,media,test,docs}/**/*.{ts,tsx,md}', { cwd: root })
    .sort()
    .map((name) => readFileSync(path.join(root, name), 'utf8'))
    .join('\n');
  const step = Math.floor((all.length - PROMPT) / ROUNDS);
  return Array.from({ length: ROUNDS }, (_, index) => all.slice(index * step, index * step + PROMPT));
}

function golden(): Record<string, unknown> {
  const missed = SECRETS.filter(({ secret, text }) => newMasker().mask(text).text.includes(secret));
  const wrong = HARMLESS.filter((text) => newMasker().mask(text).secrets.length > 0);
  return {
    golden: SECRETS.length,
    recall: round(1 - missed.length / SECRETS.length),
    missed: missed.map(({ name }) => name),
    harmless: HARMLESS.length,
    harmlessTaken: wrong.length,
  };
}

function libraries(): Record<string, unknown> {
  let characters = 0;
  let found = 0;
  for (const name of globSync('node_modules/**/*.{js,mjs,cjs,ts,py,json,md}', { cwd: root })) {
    const file = path.join(root, name);
    // The rules themselves hold examples of what they find.
    if (name.includes('@secretlint') || !statSync(file).isFile() || statSync(file).size > LARGEST_FILE)
      continue;
    const text = readFileSync(file, 'utf8');
    characters += text.length;
    found += newMasker().mask(text).secrets.length;
  }
  return {
    libraryMegabytes: round(characters / 1e6),
    takenInLibraries: found,
    takenPerMegabyte: round(found / (characters / 1e6)),
  };
}

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

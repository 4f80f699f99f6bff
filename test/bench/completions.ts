/**
 * Completions as a user sees them and a server pays for them: files typed key by key through the built extension,
 * against a server whose cache, speed and mistakes are set. By llama-server's and by vLLM's rules, and once with what
 * is right accepted. Real time: about eight minutes. Figures mean something on a machine that does nothing else:
 * `lateness` tells.
 */
import path from 'node:path';
import { run as runCommand } from '../support/commands.ts';
import { median, rounded } from '../support/measures.ts';
import { root } from '../support/project.ts';
import { keyCosts } from './completions/keyCosts.ts';
import type { TraceRun } from './completions/traceRun.ts';
import { TRACE_NAMES } from './completions/traces.ts';

const MISTAKES = '0.12';
/** Milliseconds within which the request that an acceptance causes is sent. */
const SOON = 200;
const TARGETS = {
  warmTokensPerKey: { llama: 0.3, vllm: 0.6 },
  meanPrompt: 3500,
  requestsPerRightPause: 0.8,
  requestsPer100Keys: 4.5,
  withText: 0.95,
  right: 0.64,
  flickerPer2000Keys: 3,
  waitP95: 350,
  blockP95: 1,
  tokensAfterAcceptance: 2,
  /** With the editor's own 50 ms. */
  overRaw: 60,
  opensForNothing: 0.95,
};

export async function run(): Promise<Record<string, unknown>> {
  await runCommand(process.execPath, ['esbuild.mjs'], { cwd: root });
  const typed = await runTraces('llama', 'typed');
  const blocks = await runTraces('vllm', 'typed');
  const accepted = await runTraces('llama', 'accepted');
  return {
    targets: TARGETS,
    llama: sumOf(typed),
    vllm: sumOf(blocks),
    accepted: { ...sumOf(accepted), ...afterAcceptances(accepted) },
    traces: typed.map(lineOf),
    opens: {
      llama: JSON.parse(await runScript('openRun.ts', ['llama'])),
      vllm: JSON.parse(await runScript('openRun.ts', ['vllm'])),
    },
    keyCosts: await keyCosts(),
  };
}

/** All traces at once: nearly all of their time is waiting. */
function runTraces(rules: 'llama' | 'vllm', manner: 'typed' | 'accepted'): Promise<TraceRun[]> {
  return Promise.all(
    TRACE_NAMES.map(
      async (name): Promise<TraceRun> =>
        JSON.parse(await runScript('traceRun.ts', [name, rules, manner, MISTAKES])),
    ),
  );
}

/** The last line that a script of the bench prints, in a process of its own. */
async function runScript(script: string, args: readonly string[]): Promise<string> {
  const file = path.join(root, 'test/bench/completions', script);
  const output = await runCommand(process.execPath, ['--no-warnings', file, ...args]);
  return output.trimEnd().split('\n').at(-1) ?? '';
}

function sumOf(runs: readonly TraceRun[]): Record<string, unknown> {
  const keys = total(runs, (run) => run.keys);
  const pauses = total(runs, (run) => run.pauses);
  const right = total(runs, (run) => run.right);
  const requests = total(runs, ({ records }) => records.length);
  // The first request of a file reads it; it is counted apart.
  const warm = total(runs, ({ records }) => total(records.slice(1), (one) => one.evaluatedTokens));
  return {
    requestsPer100Keys: rounded((100 * requests) / keys),
    requestsPerRightPause: hundredth(requests / right),
    warmTokensPerKey: hundredth(warm / keys),
    coldTokensPerFile: Math.round(
      total(runs, ({ records }) => records[0]?.evaluatedTokens ?? 0) / runs.length,
    ),
    meanPrompt: Math.round(
      total(runs, ({ records }) => total(records, (one) => one.promptTokens)) / Math.max(1, requests),
    ),
    generatedTokens: total(runs, ({ records }) => total(records, (one) => one.generatedTokens)),
    cancelled: total(runs, ({ records }) => records.filter((one) => one.cancelled).length),
    withText: hundredth(total(runs, (run) => run.withText) / pauses),
    right: hundredth(right / pauses),
    flickerPer2000Keys: rounded((2000 * total(runs, (run) => run.flicker)) / keys),
    waitP95: Math.round(Math.max(...runs.map(({ waits }) => percentile(waits, 0.95)))),
    ...overRaw(runs),
    waitMedian: Math.round(median(runs.flatMap(({ waits }) => waits))),
    blockP95: hundredth(
      percentile(
        runs.flatMap((run) => run.blocks),
        0.95,
      ),
    ),
    lateness99: rounded(
      percentile(
        runs.flatMap((run) => run.lateness),
        0.99,
      ),
    ),
  };
}

/**
 * By how much later the text came than the server's bare answer to the same prompt, had it been asked at the key: the
 * editor's own pause, ours, and all work. Where the text came before its line was whole, it came sooner.
 */
function overRaw(runs: readonly TraceRun[]): Record<string, unknown> {
  const over = runs.flatMap(({ sights, records }) =>
    sights.flatMap(({ key, text }) => {
      const asked = records.filter(({ at, readsAhead }) => !readsAhead && at > key && at < text).at(-1);
      return asked?.firstLine === undefined ? [] : [text - key - asked.firstLine];
    }),
  );
  return { overRawMedian: Math.round(median(over)), overRawP95: Math.round(percentile(over, 0.95)) };
}

/** What the first request after each acceptance cost, when it came before the next key. */
function afterAcceptances(runs: readonly TraceRun[]): Record<string, unknown> {
  const costs = runs.flatMap(({ acceptances, records }) =>
    acceptances.map((accepted) => {
      const next = records.find(({ at }) => at > accepted && at < accepted + SOON);
      return next?.evaluatedTokens ?? 0;
    }),
  );
  return {
    acceptances: costs.length,
    tokensAfterAcceptance: hundredth(total(costs, (cost) => cost) / Math.max(1, costs.length)),
    mostTokensAfterAcceptance: Math.max(0, ...costs),
  };
}

function lineOf(run: TraceRun): Record<string, unknown> {
  return { name: run.name, keys: run.keys, pauses: run.pauses, ...sumOf([run]) };
}

function total<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((sum, one) => sum + of(one), 0);
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;

if (import.meta.main) console.log(JSON.stringify(await run(), null, 1));

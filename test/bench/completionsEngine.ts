/**
 * The replay against the real engine: the beginning of three traces, the same completer, the local adapter and its child
 * process with a model of the true architecture and random weights. It speaks nonsense, so hits mean nothing; what the
 * engine counts of the prompts does. Each request is priced a second time by the rules of the simulated server.
 * About five minutes, most of them for the first reading of each file.
 */
import { Completer } from '../../src/core/completion/completer.ts';
import type { LanguageModel } from '../../src/core/model/languageModel.ts';
import { openAdapter, withBenchModel } from '../support/benchModel.ts';
import { median, rounded } from '../support/measures.ts';
import { afterAcceptances } from './completions/afterAcceptances.ts';
import { bareEditor, roomsOf } from './completions/bareEditor.ts';
import { type Price, PricedModel } from './completions/priced.ts';
import { loadTrace, type Trace } from './completions/traces.ts';
import { type } from './completions/typist.ts';

const TRACES = ['ts', 'ts-small', 'js'];
const KEYS = 160;
/** As for a model on the user's machine. */
const WINDOW = 1600;
/** Milliseconds that the model has for the first reading of a file before somebody types in it. */
const READING = 40_000;

export function run(): Promise<Record<string, unknown>> {
  return withBenchModel(async ({ file }) => {
    const adapter = await openAdapter(file);
    try {
      const traces = [];
      for (const name of TRACES) traces.push(await replay(adapter.model, await loadTrace(name)));
      const accepted = await afterAcceptances(adapter.model, await loadTrace('ts'), WINDOW);
      return { targets: { warmTokensPerKey: 0.3, tokensAfterAcceptance: 2 }, traces, accepted };
    } finally {
      adapter.dispose();
    }
  });
}

async function replay(model: LanguageModel, trace: Trace): Promise<Record<string, unknown>> {
  const priced = new PricedModel(model);
  const completer = new Completer(roomsOf(priced));
  const editor = bareEditor(completer, WINDOW);
  const { keys } = await type({ ...trace, keys: trace.keys.slice(0, KEYS) }, editor, false, READING);
  completer.dispose();
  return { name: trace.name, keys, ...costOf(priced.prices, keys) };
}

function costOf(prices: readonly Price[], keys: number): Record<string, unknown> {
  const [cold, ...warm] = prices;
  const perKey = (of: (price: Price) => number): number =>
    hundredth(warm.reduce((sum, price) => sum + of(price), 0) / keys);
  return {
    requests: prices.length,
    coldTokens: cold && { engine: cold.evaluated, simulated: cold.simulatedEvaluated },
    warmTokensPerKey: {
      engine: perKey(({ evaluated }) => evaluated),
      simulated: perKey(({ simulatedEvaluated }) => simulatedEvaluated),
    },
    warmTokensPerRequest: rounded(
      warm.reduce((sum, { evaluated }) => sum + evaluated, 0) / Math.max(1, warm.length),
    ),
    medianPerRequest: median(warm.map(({ evaluated }) => evaluated)),
    mostPerRequest: Math.max(0, ...warm.map(({ evaluated }) => evaluated)),
    meanPrompt: Math.round(prices.reduce((sum, one) => sum + one.promptTokens, 0) / prices.length),
  };
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;

import type { Form, FormName } from '../forms/form.ts';
import type { Question } from '../question.ts';
import { AnchoredWindows, type WindowSize } from '../window.ts';
import type { KnownPlace } from './places.ts';
import { similarity } from './similarity.ts';

/** How a form did on all places. */
export interface FormScore {
  readonly name: FormName;
  readonly places: number;
  /** Places whose line came exactly. */
  readonly exact: number;
  /** Mean likeness of the lines, from 0 to 1. */
  readonly likeness: number;
  /** Milliseconds to the whole line, the median. */
  readonly latency: number;
  /** Prompt tokens that the server read a place, on average; nothing where it does not tell. */
  readonly tokensRead?: number;
}

export interface Measuring {
  readonly question: Pick<Question, 'ask'>;
  readonly forms: readonly Form[];
  readonly places: readonly KnownPlace[];
  readonly sizeFor: (sample: string) => WindowSize;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Places that were asked for, of all forms together. */
  readonly onProgress: (done: number, all: number) => void;
}

/** A line is all that is compared. */
const TOKENS = 64;

interface Outcome {
  readonly line: string;
  readonly latency: number;
  readonly tokensRead: number | undefined;
}

/**
 * Asks for every place in every form, form after form: so each finds the cache that it makes for itself. Nothing for a
 * form that the server refuses, or when it was aborted.
 */
export async function measureForms(measuring: Measuring): Promise<FormScore[]> {
  const { forms, places, signal, onProgress } = measuring;
  const scores: FormScore[] = [];
  let done = 0;
  for (const form of forms) {
    const outcomes: Outcome[] = [];
    const windows = new AnchoredWindows();
    for (const place of places) {
      const outcome = await ask(measuring, form, place, windows);
      if (signal.aborted) return scores;
      if (!outcome) break;
      outcomes.push(outcome);
      done += 1;
      onProgress(done, forms.length * places.length);
    }
    if (outcomes.length === places.length) scores.push(scoreOf(form.name, places, outcomes));
  }
  return scores;
}

/** The best: most lines right, then most alike, then the quickest. */
export function bestForm(scores: readonly FormScore[]): FormScore | undefined {
  return scores.toSorted(
    (one, other) => other.exact - one.exact || other.likeness - one.likeness || one.latency - other.latency,
  )[0];
}

async function ask(
  { question, sizeFor, now, signal }: Measuring,
  form: Form,
  { document, cursor }: KnownPlace,
  windows: AnchoredWindows,
): Promise<Outcome | undefined> {
  const window = windows.at(document, cursor, sizeFor);
  if (!window) return { line: '', latency: 0, tokensRead: undefined };
  const began = now();
  const asked = { window, afterCursor: '', maxTokens: TOKENS, signal, form };
  // A blank before the cursor is left to the model.
  const blank = /[ \t]$/.exec(window.prefix)?.[0] ?? '';
  let line = '';
  let latency: number | undefined;
  let tokensRead: number | undefined;
  try {
    for await (const { text, finish, usage } of question.ask(asked)) {
      const said = blank !== '' && text.startsWith(blank) ? text.slice(1) : text;
      line = said.replace(/^\n+/, '').split('\n', 1)[0] ?? '';
      if (finish || /\S[^\n]*\n/.test(said)) latency ??= now() - began;
      const { promptTokens, cachedTokens } = usage ?? {};
      if (promptTokens !== undefined && cachedTokens !== undefined) tokensRead = promptTokens - cachedTokens;
    }
  } catch {
    return undefined;
  }
  return { line, latency: latency ?? now() - began, tokensRead };
}

function scoreOf(name: FormName, places: readonly KnownPlace[], outcomes: readonly Outcome[]): FormScore {
  const likenesses = places.map(({ truth }, index) => similarity(truth, outcomes[index]?.line ?? ''));
  const latencies = outcomes.map(({ latency }) => latency).sort((one, other) => one - other);
  const read = outcomes.flatMap(({ tokensRead }) => tokensRead ?? []);
  return {
    name,
    places: places.length,
    exact: likenesses.filter((likeness) => likeness === 1).length,
    likeness: mean(likenesses),
    latency: latencies[Math.floor(latencies.length / 2)] ?? 0,
    ...(read.length > 0 ? { tokensRead: Math.round(mean(read)) } : {}),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

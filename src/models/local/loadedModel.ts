import type { Finish, Usage } from '../../core/model/languageModel.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ChatPrompt } from '../../core/model/prompt.ts';
import { promptTokens } from './promptTokens.ts';
import type { GenerateRequest, Lane, LoadFacts, Pace } from './protocol.ts';
import { StepSize } from './stepSize.ts';
import { StopTexts } from './stopTexts.ts';
import type { Token, TokenModel, TokenSequence } from './tokenSequence.ts';
import { TokenText } from './tokenText.ts';
import { copyTokens, type WritingStep, writeTokens } from './writing.ts';
import { WritingThreads } from './writingThreads.ts';

export type Generated =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly finish: Finish; readonly usage: Usage; readonly pace?: Pace };

/** Awaited before each step of a request, so that another lane's work can go first. */
export interface Turn {
  (): Promise<void>;
  /** Others may be waiting for the end of a step: it is to be short. */
  readonly hurried: () => boolean;
}

export interface Threads {
  readonly all: number;
  /** How many write is for us to find out; else the user has said it, or the GPU computes. */
  readonly adapt: boolean;
  /** For the steps from now on. */
  use(count: number): void;
}

export interface ModelParts {
  readonly facts: LoadFacts;
  readonly model: TokenModel;
  readonly lanes: Readonly<Record<Lane, TokenSequence>>;
  /** Tokens of each lane. */
  readonly window: number;
  /** Renders a conversation by the template that the model's file carries. */
  readonly tokenizeChat: (prompt: ChatPrompt) => Token[];
  readonly threads: Threads;
  /** Called after every step: frees what the engine's library leaves to the garbage collector. */
  readonly afterStep: () => void;
}

export class LoadedModel {
  readonly facts: LoadFacts;
  readonly #parts: ModelParts;
  readonly #thinkTokens: ReadonlySet<Token>;
  readonly #stepSize = new StepSize();
  readonly #writingThreads: WritingThreads | undefined;
  /** The step under way, of either lane. */
  #step: Promise<void> = Promise.resolve();

  constructor(parts: ModelParts) {
    this.facts = parts.facts;
    this.#parts = parts;
    if (parts.threads.adapt) this.#writingThreads = new WritingThreads(parts.threads.all);
    this.#thinkTokens = new Set(
      ['<think>', '</think>']
        .map((text) => parts.model.tokenize(text, true))
        .flatMap((ids) => (ids.length === 1 ? ids : [])),
    );
  }

  /**
   * Generates on the request's lane, which must be free.
   * @throws ModelError `badRequest` or `contextOverflow`, before anything is evaluated
   */
  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    turn: Turn,
  ): AsyncGenerator<Generated, void, void> {
    const { model, tokenizeChat, window, lanes } = this.#parts;
    const prompt = promptTokens(model, request.prompt, tokenizeChat);
    if (prompt.length === 0) throw new ModelError('badRequest', { detail: 'the prompt is empty' });
    const room = window - prompt.length;
    if (room < 1) throw new ModelError('contextOverflow', { needed: prompt.length + 1, granted: window });
    const sequence = lanes[request.lane];
    // Without its last token: that one is evaluated in any case, for what follows it.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);

    const run = new Run(prompt.length, sequence.nextTokenIndex);
    const last = await this.#read(sequence, prompt, run, signal, turn);
    if (!last) {
      yield run.end('aborted');
      return;
    }
    const most = Math.min(request.maxTokens, room);
    const writing = this.#writing(request, sequence, prompt, last, () =>
      Math.min(most - run.generatedTokens - 1, this.#stepSize.guess()),
    );
    try {
      yield* this.#write(request, writing.step, run, most, last.length, signal, turn);
    } finally {
      await writing.close();
    }
  }

  /**
   * Evaluates all but the last few tokens, in chunks, because the engine looks at no abort while it reads a prompt.
   * Returns the tokens left for the first step of writing, or nothing when it was aborted.
   */
  async #read(
    sequence: TokenSequence,
    prompt: readonly Token[],
    run: Run,
    signal: AbortSignal,
    turn: Turn,
  ): Promise<readonly Token[] | undefined> {
    let at = sequence.nextTokenIndex;
    while (true) {
      await turn();
      if (signal.aborted) return undefined;
      const chunk = prompt.slice(at, at + this.#stepSize.chunk(turn.hurried()));
      at += chunk.length;
      if (at === prompt.length) return chunk;
      const milliseconds = await this.#alone(() => sequence.evaluateWithoutGeneratingNewTokens(chunk));
      this.#parts.afterStep();
      this.#stepSize.hasRead(chunk.length, milliseconds);
      run.hasRead(chunk.length, milliseconds);
    }
  }

  async *#write(
    request: GenerateRequest,
    step: WritingStep,
    run: Run,
    most: number,
    unread: number,
    signal: AbortSignal,
    turn: Turn,
  ): AsyncGenerator<Generated, void, void> {
    const tokenText = this.#tokenText();
    const stops = new StopTexts(request.stop);
    let tokens: readonly Token[] = [];
    for (let first = true; run.generatedTokens < most; first = false) {
      // The first step follows the turn in which the prompt was read.
      if (!first) await turn();
      if (signal.aborted) {
        yield run.end('aborted');
        return;
      }
      // A step that reads or checks several tokens takes all the threads, as reading does.
      const single = !first && !request.copies;
      const threads = (single && this.#writingThreads?.current) || this.#parts.threads.all;
      const milliseconds = await this.#alone(async () => {
        tokens = await step();
      }, threads);
      if (single) this.#writingThreads?.took(milliseconds);
      this.#parts.afterStep();
      if (first) run.hasRead(unread, milliseconds);
      else if (tokens.length > 0) run.hasWritten(tokens.length, milliseconds);
      if (signal.aborted) {
        yield run.end('aborted');
        return;
      }
      if (tokens.length === 0) break;
      let text = '';
      for (const token of tokens) {
        run.generatedTokens++;
        const piece = stops.push(tokenText.push(token));
        text += piece.text;
        if (!piece.stopped) continue;
        if (text) yield { kind: 'text', text };
        yield run.end('stop');
        return;
      }
      if (text) yield { kind: 'text', text };
    }
    const rest = stops.push(tokenText.rest());
    const text = rest.text + stops.rest();
    if (text) yield { kind: 'text', text };
    yield run.end(run.generatedTokens >= most ? 'length' : 'stop');
  }

  /**
   * Both lanes' steps one after another. The library would put two that come at once into one batch and sample for both
   * at the same time, which llama.cpp does not promise to bear: it brings the batch's outputs into order only when the
   * first of them is asked for (output_reorder, src/llama-context.cpp).
   * @returns milliseconds that the work took, waiting left out
   */
  async #alone(work: () => Promise<void>, threads = this.#parts.threads.all): Promise<number> {
    const before = this.#step;
    let done = (): void => {};
    this.#step = new Promise<void>((resolve) => {
      done = resolve;
    });
    await before;
    this.#parts.threads.use(threads);
    const started = performance.now();
    try {
      await work();
      return performance.now() - started;
    } finally {
      done();
    }
  }

  #writing(
    { copies, sampling }: GenerateRequest,
    sequence: TokenSequence,
    prompt: readonly Token[],
    last: readonly Token[],
    most: () => number,
  ): { readonly step: WritingStep; close(): Promise<void> } {
    if (!copies) return writeTokens(sequence, last, sampling);
    const onChecked = (tokens: number, milliseconds: number): void =>
      this.#stepSize.hasChecked(tokens, milliseconds);
    const step = copyTokens(this.#parts.model, sequence, last, { sampling, prompt, most, onChecked });
    return { step, close: () => Promise.resolve() };
  }

  #tokenText(): TokenText<Token> {
    return new TokenText((tokens, previous) => {
      // Some vocabularies make them control tokens, which would vanish, and the thoughts would pass for the answer.
      const thinking = tokens.some((token) => this.#thinkTokens.has(token));
      return this.#parts.model.detokenize(tokens, thinking, previous);
    });
  }
}

/** What one request has taken. */
class Run {
  generatedTokens = 0;
  readonly #promptTokens: number;
  readonly #cachedTokens: number;
  readonly #read = { tokens: 0, milliseconds: 0 };
  readonly #written = { tokens: 0, milliseconds: 0 };

  constructor(promptTokens: number, cachedTokens: number) {
    this.#promptTokens = promptTokens;
    this.#cachedTokens = cachedTokens;
  }

  hasRead(tokens: number, milliseconds: number): void {
    this.#read.tokens += tokens;
    this.#read.milliseconds += milliseconds;
  }

  hasWritten(tokens: number, milliseconds: number): void {
    this.#written.tokens += tokens;
    this.#written.milliseconds += milliseconds;
  }

  end(finish: Finish): Generated {
    const usage = {
      promptTokens: this.#promptTokens,
      cachedTokens: this.#cachedTokens,
      generatedTokens: this.generatedTokens,
    };
    return { kind: 'end', finish, usage, pace: { read: { ...this.#read }, written: { ...this.#written } } };
  }
}

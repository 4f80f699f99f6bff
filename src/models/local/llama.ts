import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type * as Engine from 'node-llama-cpp';
import type { Finish, Usage } from '../../core/model/languageModel.ts';
import type { EngineHardware } from '../../core/model/machine.ts';
import type { Sampling } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ChatPrompt, Prompt, Segment } from '../../core/model/prompt.ts';
import type { GenerateRequest, Lane, LoadFacts, LoadSettings } from './protocol.ts';
import { StopTexts } from './stopTexts.ts';
import { TokenText } from './tokenText.ts';

/** The engine stands between us and llama.cpp. Nothing else imports it, and only on demand: it may be missing. */

type Token = Engine.Token;

export interface LoadedModel {
  readonly facts: LoadFacts;
  /**
   * Generates on the request's lane, which must be free. `turn` is awaited before each chunk of the prompt, so that
   * another lane's work can go first.
   */
  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    turn: () => Promise<void>,
  ): AsyncIterable<Generated>;
}

export type Generated =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly finish: Finish; readonly usage: Usage };

/**
 * Tokens of one step of reading a prompt. The least is what a 7B model on two cores reads in a quarter of a second;
 * with it begins the first prompt of a model whose speed is not known yet.
 */
const CHUNK = { least: 6, most: 256, milliseconds: 150 };
/** Tokens that the repetition and presence penalties look back on: llama.cpp's own default. */
const PENALTY_REACH = 64;

/** @throws ModelError `engineMissing`, `modelDamaged` or `outOfMemory` */
export async function loadModel(
  settings: LoadSettings,
  onProgress: (progress: number) => void,
): Promise<LoadedModel> {
  const engine = await importEngine();
  const complaints: string[] = [];
  const llama = await startLlama(engine, settings, (line) => complaints.push(line));
  try {
    const model = await llama.loadModel({
      modelPath: settings.file,
      useMmap: false,
      onLoadProgress: onProgress,
    });
    const window = Math.min(settings.contextWindow, model.trainContextSize);
    const context = await model.createContext({
      // The engine never uses the last place of a context.
      contextSize: window + 1,
      sequences: 2,
      threads: llama.maxThreads,
    });
    return new Llama(engine, model, context, window);
  } catch (error) {
    throw loadError(engine, error, settings.file, complaints);
  }
}

/** @throws ModelError `engineMissing` */
export async function inspectHardware(): Promise<EngineHardware> {
  const engine = await importEngine();
  const llama = await startLlama(engine, { threads: 0, gpu: true }, () => {});
  return { cores: llama.maxThreads, copySpeed: 0 };
}

async function importEngine(): Promise<typeof Engine> {
  try {
    return await import('node-llama-cpp');
  } catch (error) {
    throw new ModelError('engineMissing', { detail: shortMessage(error) }, { cause: error });
  }
}

async function startLlama(
  engine: typeof Engine,
  { threads, gpu }: Pick<LoadSettings, 'threads' | 'gpu'>,
  complain: (line: string) => void,
): Promise<Engine.Llama> {
  try {
    const llama = await engine.getLlama({
      // Never compiles, never downloads: what is not in the package is not there.
      build: 'never',
      gpu: gpu ? 'auto' : false,
      maxThreads: 1,
      logLevel: engine.LlamaLogLevel.error,
      logger: (_level, message) => {
        complain(message);
        process.stderr.write(`${message.trimEnd()}\n`);
      },
      progressLogs: false,
    });
    // More threads than cores slow llama.cpp down tenfold and more.
    const cores = Math.min(llama.cpuMathCores, availableParallelism());
    llama.maxThreads = threads > 0 ? Math.min(threads, cores) : cores;
    return llama;
  } catch (error) {
    throw new ModelError('engineMissing', { detail: shortMessage(error) }, { cause: error });
  }
}

/** llama.cpp itself says no more than that loading failed; what it complained of before tells why. */
function loadError(
  engine: typeof Engine,
  error: unknown,
  file: string,
  complaints: readonly string[],
): ModelError {
  const starved =
    error instanceof engine.InsufficientMemoryError || complaints.some((line) => /alloc/i.test(line));
  const detail = [shortMessage(error), ...complaints].join(' · ').slice(0, 300);
  return new ModelError(
    starved ? 'outOfMemory' : 'modelDamaged',
    { model: basename(file), file, detail },
    { cause: error },
  );
}

function shortMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}

class Llama implements LoadedModel {
  readonly facts: LoadFacts;
  readonly #engine: typeof Engine;
  readonly #model: Engine.LlamaModel;
  readonly #window: number;
  readonly #lanes: Readonly<Record<Lane, Engine.LlamaContextSequence>>;
  readonly #thinkTokens: ReadonlySet<Token>;
  #wrapper: Engine.ChatWrapper | undefined;
  /** Prompt tokens evaluated in a millisecond, as last seen. */
  #speed = 0;

  constructor(engine: typeof Engine, model: Engine.LlamaModel, context: Engine.LlamaContext, window: number) {
    this.facts = { device: model.gpuLayers > 0 ? 'vulkan' : 'cpu', gpuLayers: model.gpuLayers, layers: 0 };
    this.#engine = engine;
    this.#model = model;
    this.#window = window;
    this.#lanes = { chat: context.getSequence(), completion: context.getSequence() };
    this.#thinkTokens = new Set(
      ['<think>', '</think>']
        .map((text) => model.tokenize(text, true))
        .flatMap((ids) => (ids.length === 1 ? ids : [])),
    );
  }

  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    turn: () => Promise<void>,
  ): AsyncGenerator<Generated, void, void> {
    const prompt = this.#tokenize(request.prompt);
    if (prompt.length === 0) throw new ModelError('badRequest', { detail: 'the prompt is empty' });
    const room = this.#window - prompt.length;
    if (room < 1) {
      throw new ModelError('contextOverflow', { needed: prompt.length + 1, granted: this.#window });
    }
    const sequence = this.#lanes[request.lane];
    // Without its last token: that one is evaluated in any case, for what follows it.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const counts = { promptTokens: prompt.length, cachedTokens: sequence.nextTokenIndex, generatedTokens: 0 };
    const end = (finish: Finish): Generated => ({ kind: 'end', finish, usage: { ...counts } });

    const last = await this.#evaluatePrompt(sequence, prompt.slice(counts.cachedTokens), signal, turn);
    if (!last) {
      yield end('aborted');
      return;
    }

    const most = Math.min(request.maxTokens, room);
    const tokenText = this.#tokenText();
    const stops = new StopTexts(request.stop);
    const recent: Token[] = [];
    for await (const token of sequence.evaluate(last, this.#sampling(request.sampling, recent))) {
      if (signal.aborted) {
        yield end('aborted');
        return;
      }
      counts.generatedTokens++;
      recent.push(token);
      const { text, stopped } = stops.push(tokenText.push(token));
      if (text) yield { kind: 'text', text };
      if (stopped) {
        yield end('stop');
        return;
      }
      if (counts.generatedTokens >= most) break;
    }
    const rest = stops.push(tokenText.rest());
    const text = rest.text + stops.rest();
    if (text) yield { kind: 'text', text };
    yield end(counts.generatedTokens >= most ? 'length' : 'stop');
  }

  /**
   * Evaluates all but the last few tokens, in chunks, because the engine looks at no abort while it reads a prompt.
   * Returns the tokens left for the first step of generation, or nothing when it was aborted.
   */
  async #evaluatePrompt(
    sequence: Engine.LlamaContextSequence,
    tokens: readonly Token[],
    signal: AbortSignal,
    turn: () => Promise<void>,
  ): Promise<Token[] | undefined> {
    let at = 0;
    while (true) {
      await turn();
      if (signal.aborted) return undefined;
      const chunk = tokens.slice(at, at + this.#chunkSize());
      at += chunk.length;
      if (at === tokens.length) return chunk;
      const started = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(chunk);
      this.#speed = chunk.length / (performance.now() - started);
    }
  }

  /** Larger chunks make Stop late, smaller ones make the prompt slow. */
  #chunkSize(): number {
    const { least, most, milliseconds } = CHUNK;
    return Math.round(Math.min(most, Math.max(least, this.#speed * milliseconds)));
  }

  #sampling(sampling: Sampling, recent: readonly Token[]): Engine.SequenceEvaluateOptions {
    const { temperature, topP, topK, repetitionPenalty, presencePenalty } = sampling;
    const options: Engine.SequenceEvaluateOptions = {
      temperature,
      topP,
      topK,
      minP: 0,
      seed: randomInt(2 ** 31),
    };
    if (repetitionPenalty === 1 && presencePenalty === 0) return options;
    const punishTokens = (): Token[] => recent.slice(-PENALTY_REACH);
    return {
      ...options,
      repeatPenalty: {
        punishTokens,
        maxPunishTokens: PENALTY_REACH,
        penalty: repetitionPenalty,
        presencePenalty,
      },
    };
  }

  #tokenText(): TokenText<Token> {
    return new TokenText((tokens, previous) => {
      // Some vocabularies make them control tokens, which would vanish, and the thoughts would pass for the answer.
      const thinking = tokens.some((token) => this.#thinkTokens.has(token));
      return this.#model.detokenize(tokens, thinking, previous);
    });
  }

  #tokenize(prompt: Prompt): Token[] {
    const tokens =
      prompt.kind === 'raw' ? this.#tokenizeSegments(prompt.segments) : this.#tokenizeChat(prompt);
    const { bos, shouldPrependBosToken } = this.#model.tokens;
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
  }

  #tokenizeSegments(segments: readonly Segment[]): Token[] {
    const tokens: Token[] = [];
    let text = '';
    const flush = (): void => {
      if (text) tokens.push(...this.#model.tokenize(text, false));
      text = '';
    };
    for (const segment of segments) {
      if ('text' in segment) {
        // Neighbours are tokenised as one: a boundary of ours is none of the tokenizer's.
        text += segment.text;
      } else {
        flush();
        tokens.push(this.#specialToken(segment.special));
      }
    }
    flush();
    return tokens;
  }

  #specialToken(text: string): Token {
    const [token, ...more] = this.#model.tokenize(text, true);
    if (token === undefined || more.length > 0) {
      throw new ModelError('badRequest', { detail: `the model has no token ${text}` });
    }
    return token;
  }

  /** A template that Толмач does not render itself: the file's own, by the engine. */
  #tokenizeChat({ messages, continueLast }: ChatPrompt): Token[] {
    this.#wrapper ??= this.#engine.resolveChatWrapper(this.#model);
    const history = messages.map(({ role, text }): Engine.ChatHistoryItem => {
      if (role === 'assistant') return { type: 'model', response: [text] };
      return { type: role, text };
    });
    if (!continueLast) history.push({ type: 'model', response: [] });
    const { contextText } = this.#wrapper.generateContextState({ chatHistory: history });
    return contextText.tokenize(this.#model.tokenizer);
  }
}

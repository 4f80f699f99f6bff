import OpenAI from 'openai';
import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import type { Delta, Finish, GenerateOptions, LanguageModel, Usage } from '../../core/model/languageModel.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';
import type { Prompt } from '../../core/model/prompt.ts';
import type { OutputPart, OutputStart } from '../../core/model/reasoning.ts';
import { ReasoningSplitter } from '../../core/model/reasoning.ts';
import { StopTexts } from '../local/stopTexts.ts';
import type { Dialect } from './dialects.ts';
import { causes, streamedError } from './errors.ts';
import type { Lessons } from './lessons.ts';
import type { Piece, Pieces } from './pieces.ts';
import { ollamaPieces, openaiPieces } from './pieces.ts';
import { tryRaw } from './rawCompletions.ts';
import { generationRequest, isContinued, isRenderedHere } from './requests.ts';
import { withRetries } from './retry.ts';
import { StreamClock } from './streamClock.ts';
import type { Transport } from './transport.ts';
import { isShortened, promptTokens } from './wholePrompt.ts';

export interface RemoteModelParts {
  readonly transport: Transport;
  readonly client: OpenAI;
  readonly dialect: Dialect;
  readonly network: () => NetworkSettings;
  readonly lessons: Lessons;
  readonly counter: () => Promise<TokenCounter>;
  readonly log: (line: string) => void;
}

/**
 * A model on a server.
 *
 * An answer may be empty: a model that has nothing to say ends with `finish: 'stop'` and no text, and that is no
 * error here. A stream that ends without saying why is one (`brokenStream`); what goes wrong behind the finish reason,
 * a missing `[DONE]` among it, is not.
 */
export class RemoteModel implements LanguageModel {
  readonly card: ModelCard;
  readonly #parts: RemoteModelParts;
  /** What earlier outputs of this model have taught: its template opens the reasoning, or does not. */
  #learned: 'answer' | 'reasoning' | undefined;

  constructor(card: ModelCard, parts: RemoteModelParts) {
    this.card = card;
    this.#parts = parts;
  }

  async *generate(prompt: Prompt, options: GenerateOptions): AsyncIterable<Delta> {
    const { transport, network } = this.#parts;
    const clock = new StreamClock(options.signal, network().timeouts, transport.base.host);
    const output = new Output(this.#start(prompt, options), this.#stops(options));
    try {
      this.#mayLeave();
      await this.#fits(prompt);
      const pieces = await this.#open(prompt, options, clock);
      for await (const piece of clock.watch(pieces)) {
        if (this.#parts.lessons.recognise(piece.fingerprint)) await this.#tellOfOllama(prompt);
        const deltas = output.take(piece);
        if (piece.text || piece.reasoning) clock.token();
        if (output.finish) clock.finished();
        yield* deltas;
        if (output.stopped) break;
      }
      if (options.signal.aborted) return yield* output.end('aborted');
      if (clock.expired) throw clock.expired;
    } catch (error) {
      if (options.signal.aborted) return yield* output.end('aborted');
      // Once the model has ended, only its usage can be lost.
      if (!output.finish) {
        const failure = this.#failure(error, clock);
        yield* output.rest(false);
        throw failure;
      }
    } finally {
      clock.stop(output.finish !== undefined && !output.stopped);
    }
    if (!output.finish) {
      yield* output.rest(false);
      throw this.#logged(new ModelError('brokenStream', { host: transport.base.host, model: this.card.id }));
    }
    yield* output.end(output.finish);
    this.#learn(output);
    await this.#compare(prompt, output);
  }

  async #open(prompt: Prompt, options: GenerateOptions, clock: StreamClock): Promise<Pieces> {
    const { dialect, transport, client } = this.#parts;
    const card = { ...this.card, rawCompletions: await this.#answersRaw(prompt, clock.signal) };
    const request = generationRequest(dialect, card, prompt, options);
    const { host } = transport.base;
    const attempt = async (): Promise<Pieces> => {
      clock.signal.throwIfAborted();
      clock.sent();
      clock.wait();
      try {
        return dialect.name === 'ollama'
          ? await ollamaPieces(transport, request, clock.signal)
          : await openaiPieces(client, request, clock.signal, host);
      } catch (error) {
        throw clock.expired ?? causes(error).find((cause) => cause instanceof ModelError) ?? error;
      } finally {
        clock.rest();
      }
    };
    return withRetries(attempt, clock.signal);
  }

  /** The transport sees only the server: whom that hands a request on to stands in the card. */
  #mayLeave(): void {
    const { forwardsTo: host } = this.card;
    if (host === undefined || !this.#parts.network().localOnly) return;
    throw new ModelError('unreachable', { host, reason: 'blockedByPrivacy', model: this.card.id });
  }

  /** Tried where it is needed for the first time: a list of models is no reason to generate anything. */
  async #answersRaw(prompt: Prompt, signal: AbortSignal): Promise<boolean> {
    const { transport, lessons } = this.#parts;
    const { id, rawCompletions } = this.card;
    if (rawCompletions || !isRenderedHere(prompt, this.card)) return rawCompletions;
    const known = lessons.answersRaw(id);
    if (known !== undefined) return known;
    const { answers, fingerprint } = await tryRaw(transport, id, signal);
    if (answers !== undefined) lessons.learnRaw(id, answers);
    if (lessons.recognise(fingerprint)) await this.#tellOfOllama(prompt);
    return answers ?? false;
  }

  async #tellOfOllama(prompt: Prompt): Promise<void> {
    this.#parts.log(`${this.#parts.transport.base.host}: Ollama, and its own API does not answer`);
    await this.#fits(prompt);
  }

  /** Where the window is a mere bound, a prompt beyond it would be shortened in silence: it is not to be answered. */
  async #fits(prompt: Prompt): Promise<void> {
    const { lessons, counter, transport } = this.#parts;
    const granted = lessons.bound(this.card);
    if (granted === undefined) return;
    const needed = promptTokens(prompt, await counter());
    if (needed <= granted) return;
    const { host } = transport.base;
    throw new ModelError('contextOverflow', { host, model: this.card.id, needed, granted });
  }

  /** A server that shortened the prompt says nothing of it but by its count. */
  async #compare(prompt: Prompt, { usage }: Output): Promise<void> {
    const { dialect, lessons, counter, log, transport } = this.#parts;
    if (!dialect.mayShorten || !(await isShortened(prompt, usage, counter))) return;
    lessons.learnShortened(this.card.id);
    log(`${transport.base.host} ${this.card.id}: read ${usage.promptTokens} tokens of a longer prompt`);
  }

  #start(prompt: Prompt, { purpose }: GenerateOptions): OutputStart {
    if (prompt.kind === 'raw' || isContinued(prompt)) return 'verbatim';
    if (this.#learned) return this.#learned;
    return this.card.reasoning && purpose === 'edit' ? 'unsure' : 'answer';
  }

  /** Stop texts that the server is not told of, because it takes only so many. */
  #stops({ stop = [] }: GenerateOptions): StopTexts | undefined {
    return stop.length > this.#parts.dialect.mostStops ? new StopTexts(stop) : undefined;
  }

  #learn(output: Output): void {
    if (output.sawOrphan) this.#learned = 'reasoning';
    else if (output.finish === 'stop' && output.hasText) this.#learned = 'answer';
  }

  #failure(error: unknown, clock: StreamClock): ModelError {
    if (clock.expired) return this.#logged(clock.expired);
    const known = causes(error).find((cause) => cause instanceof ModelError);
    if (known) return this.#logged(known);
    const facts = { host: this.#parts.transport.base.host, model: this.card.id };
    if (error instanceof OpenAI.APIError && error.error) {
      return this.#logged(streamedError({ error: error.error }, facts));
    }
    const last = causes(error).at(-1) as NodeJS.ErrnoException | undefined;
    const detail = last?.code ?? last?.name ?? '';
    return this.#logged(new ModelError('brokenStream', { ...facts, detail }, { cause: error }));
  }

  #logged(error: ModelError): ModelError {
    const { status, reason, phase } = error.details;
    const facts = [error.kind, reason, phase, status].filter((fact) => fact !== undefined);
    this.#parts.log(`${this.#parts.transport.base.host} ${this.card.id}: ${facts.join(' ')}`);
    return error;
  }
}

/** Turns pieces into deltas, and keeps what the end will say. */
class Output {
  readonly #splitter: ReasoningSplitter;
  readonly #stops: StopTexts | undefined;
  #finish: Finish | undefined;
  #usage: Usage = {};
  #hasText = false;
  #stopped = false;

  constructor(start: OutputStart, stops: StopTexts | undefined) {
    this.#splitter = new ReasoningSplitter(start);
    this.#stops = stops;
  }

  get finish(): Finish | undefined {
    return this.#finish;
  }

  get hasText(): boolean {
    return this.#hasText;
  }

  get sawOrphan(): boolean {
    return this.#splitter.sawOrphan;
  }

  get usage(): Usage {
    return this.#usage;
  }

  /** A stop text came that the server does not know of. */
  get stopped(): boolean {
    return this.#stopped;
  }

  take(piece: Piece): Delta[] {
    this.#finish = piece.finish ?? this.#finish;
    this.#usage = piece.usage ?? this.#usage;
    const deltas: Delta[] = [];
    if (piece.reasoning) {
      deltas.push(...this.#deltas(this.#splitter.separated()), { kind: 'reasoning', text: piece.reasoning });
    }
    if (piece.text) deltas.push(...this.#deltas(this.#splitter.push(piece.text)));
    return deltas;
  }

  /** What is still held back. `complete`: the model ended by itself. */
  rest(complete: boolean): Delta[] {
    const deltas = this.#deltas(this.#splitter.end(complete));
    const held = this.#stopped ? '' : (this.#stops?.rest() ?? '');
    return held ? [...deltas, { kind: 'text', text: held }] : deltas;
  }

  end(finish: Finish): Delta[] {
    const rest = this.rest(finish === 'stop');
    return [...rest, { kind: 'end', finish, usage: this.#usage }];
  }

  #deltas(parts: readonly OutputPart[]): Delta[] {
    const deltas: Delta[] = [];
    for (const { kind, text } of parts) {
      this.#hasText ||= kind === 'text';
      if (kind === 'reasoning' || !this.#stops) {
        deltas.push({ kind, text });
        continue;
      }
      if (this.#stopped) break;
      const kept = this.#stops.push(text);
      if (kept.text) deltas.push({ kind: 'text', text: kept.text });
      this.#stopped = kept.stopped;
      if (kept.stopped) this.#finish = 'stop';
    }
    return deltas;
  }
}

import type OpenAI from 'openai';
import type { Sample, TokenCounter } from '../../core/context/tokenCounter.ts';
import { cardFor } from '../../core/model/catalogue.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import type { ModelProvider } from '../../core/model/modelSource.ts';
import { serverPlace } from '../../core/model/serverPlace.ts';
import type { ServerFacts } from './detect.ts';
import { probe } from './detect.ts';
import { DIALECTS } from './dialects.ts';
import { Lessons } from './lessons.ts';
import { createClient } from './openaiClient.ts';
import type { RemoteOptions } from './options.ts';
import { RemoteModel } from './remoteModel.ts';
import { withRetries } from './retry.ts';
import { countAtServer, SAMPLES } from './serverTokens.ts';
import { Transport } from './transport.ts';

/** A server of the user's, by any of the dialects. Nothing is sent before the first `list` or `generate`. */
export function createRemoteServer(options: RemoteOptions): ModelProvider {
  return new RemoteServer(options);
}

/** The cards of the models that probing found. */
export function cardsOf(facts: ServerFacts, options: RemoteOptions): ModelCard[] {
  return facts.models.map(({ id, window, reasoning, forwardsTo }) => {
    const known = window ?? options.settings.window;
    const card = cardFor(id, {
      rawCompletions: facts.dialect.rawCompletions,
      ...(known === undefined ? {} : { window: known }),
      ...(reasoning === undefined ? {} : { reasoning }),
    });
    return forwardsTo === undefined ? card : { ...card, forwardsTo };
  });
}

export class RemoteServer implements ModelProvider {
  readonly name: string;
  readonly place: ModelProvider['place'];
  readonly #options: RemoteOptions;
  readonly #transport: Transport;
  #client: OpenAI | undefined;
  /** Of the last `list` that succeeded. */
  #facts: ServerFacts | undefined;
  /** Kept from request to request, because they learn. */
  readonly #models = new Map<string, RemoteModel>();
  readonly #lessons = new Lessons();
  /** Models whose tokenizer was asked about. */
  readonly #surveyed = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: RemoteOptions, transport: Transport = new Transport(options)) {
    this.name = options.settings.name;
    this.place = serverPlace(options.settings);
    this.#options = options;
    this.#transport = transport;
  }

  get facts(): ServerFacts | undefined {
    return this.#facts;
  }

  async list(signal: AbortSignal): Promise<readonly ModelCard[]> {
    const facts = await withRetries(() => probe(this.#transport, signal), signal);
    if (this.#facts?.dialect !== facts.dialect) this.#models.clear();
    this.#facts = facts;
    this.#options.log(`${this.#transport.base.host}: ${facts.dialect.name}, models: ${facts.models.length}`);
    return cardsOf(facts, this.#options).map((card) => this.#lessons.applied(card));
  }

  async open(listed: ModelCard) {
    const card = this.#lessons.applied(listed);
    const known = this.#models.get(card.id);
    const model = known && JSON.stringify(known.card) === JSON.stringify(card) ? known : this.#create(card);
    this.#models.set(card.id, model);
    const counter = await this.#options.counterFor(card);
    void this.#survey(card.id, counter);
    return { model, counter };
  }

  dispose(): void {
    this.#closing.abort();
    this.#transport.dispose();
  }

  /**
   * Asks the server how many tokens it makes of texts of ours, once a model: until it is known what its tokenizer does,
   * a third of the window stays free for fear.
   */
  async #survey(model: string, { survey }: TokenCounter): Promise<void> {
    const { dialect } = this.#facts ?? {};
    if (!survey || !dialect?.tokenize || this.#surveyed.has(model)) return;
    this.#surveyed.add(model);
    const samples: Sample[] = [];
    for (const text of SAMPLES) {
      const real = await countAtServer(this.#transport, dialect, model, text, this.#closing.signal);
      if (real === undefined) return;
      samples.push({ text, real });
    }
    survey(samples);
    this.#options.log(`${this.#transport.base.host}: the tokenizer of ${model} was surveyed`);
  }

  #create(card: ModelCard): RemoteModel {
    this.#client ??= createClient(this.#transport);
    return new RemoteModel(card, {
      transport: this.#transport,
      client: this.#client,
      dialect: this.#facts?.dialect ?? DIALECTS.openai,
      network: this.#options.network,
      lessons: this.#lessons,
      counter: () => this.#options.counterFor(card),
      log: this.#options.log,
    });
  }
}

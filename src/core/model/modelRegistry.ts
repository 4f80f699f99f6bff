import { Emitter } from '../events.ts';
import { cardFor, isTLite, isTPro } from './catalogue.ts';
import { ModelError } from './modelError.ts';
import type {
  ModelEntry,
  ModelProvider,
  ModelRef,
  ModelSource,
  ModelState,
  ModelUse,
  OpenModel,
} from './modelSource.ts';
import { observeModel, stateAfter } from './observedModel.ts';

export interface RegistryOptions {
  readonly providers: readonly ModelProvider[];
  /** `tolmach.chatModel` and `tolmach.completionModel`. */
  readonly choice: () => { readonly chat: string; readonly completion: string };
  readonly now: () => number;
}

/** What is known of one model between two lists of its place. */
interface Known {
  readonly state: ModelState;
  readonly progress?: number;
  readonly error?: ModelError;
}

/** What is known of one place. */
interface PlaceState {
  readonly entries: readonly ModelEntry[];
  readonly error?: ModelError;
  readonly checking: boolean;
  /** The place has answered, or failed to, at least once. */
  readonly asked: boolean;
}

const UNASKED: PlaceState = { entries: [], checking: false, asked: false };

/**
 * Every model of every place, and which of them answers.
 *
 * The choice: the model that the setting names, even when it is not there (it is then shown with its error, never
 * replaced silently); else the first T-Pro among the servers in their order; else a T-Lite on this machine; else the
 * first model of this machine; else the first model of the first server. Only places that the user named are asked.
 */
export class ModelRegistry implements ModelSource {
  readonly #options: RegistryOptions;
  readonly #changed = new Emitter<void>();
  /** What requests taught. */
  readonly #known = new Map<ModelRef, Known>();
  /** What the places themselves said. */
  readonly #engine = new Map<ModelRef, Known>();
  #providers: readonly ModelProvider[] = [];
  #places = new Map<ModelProvider, PlaceState>();
  #unlisten: (() => void)[] = [];
  #refreshing: Promise<void> | undefined;
  #stop = new AbortController();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#adopt(options.providers);
  }

  get settled(): boolean {
    return this.#providers.every((provider) => this.#place(provider).asked);
  }

  readonly onDidChange = (listener: () => void) => this.#changed.on(listener);

  /** Replaces the places. Those that are no longer among them are disposed of. */
  setProviders(providers: readonly ModelProvider[]): void {
    for (const gone of this.#providers.filter((provider) => !providers.includes(provider))) gone.dispose();
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#refreshing = undefined;
    this.#adopt(providers);
    this.#changed.fire();
  }

  /** What `choice` returns changed. */
  choiceChanged(): void {
    this.#changed.fire();
  }

  /** Asks every place for its models, all at once. Never throws: a place's failure becomes its entries' state. */
  refresh(): Promise<void> {
    this.#refreshing ??= Promise.all(this.#providers.map((provider) => this.#ask(provider))).then(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  entries(): readonly ModelEntry[] {
    const found = this.#providers.flatMap((provider) => this.#place(provider).entries);
    const { chat, completion } = this.#options.choice();
    const missing = [...new Set([chat, completion])]
      .filter((ref) => ref !== '' && !found.some((entry) => entry.ref === ref))
      .flatMap((ref) => this.#missing(ref));
    return [...found, ...missing].map((entry) => ({ ...entry, ...this.#standing(entry.ref) }));
  }

  chosen(use: ModelUse): ModelEntry | undefined {
    const { chat, completion } = this.#options.choice();
    const ref = use === 'completion' && completion !== '' ? completion : chat;
    const entries = this.entries();
    if (ref !== '') return entries.find((entry) => entry.ref === ref);
    const here = entries.filter(({ place }) => place.kind === 'local');
    return (
      entries.find(({ place, card }) => place.kind === 'server' && isTPro(card)) ??
      here.find(({ card }) => isTLite(card)) ??
      here[0] ??
      entries[0]
    );
  }

  async open(use: ModelUse, signal: AbortSignal): Promise<OpenModel | undefined> {
    if (!this.#choosable(use)) await untilAborted(this.refresh(), signal);
    const entry = this.chosen(use);
    if (!entry) {
      const failed = this.#providers.map((provider) => this.#place(provider).error).find(Boolean);
      if (failed) throw failed;
      return undefined;
    }
    const provider = this.#providerOf(entry.ref);
    if (!provider || !this.#place(provider).entries.some(({ ref }) => ref === entry.ref)) {
      throw entry.error ?? new ModelError('notFound', { model: entry.card.id });
    }
    const { model, counter } = await provider.open(entry.card);
    const observed = observeModel(
      model,
      (state, error) => this.#learn(entry.ref, state, error),
      this.#options.now,
    );
    return { entry, model: observed, counter };
  }

  dispose(): void {
    this.#stop.abort();
    for (const unlisten of this.#unlisten) unlisten();
    for (const provider of this.#providers) provider.dispose();
    this.#changed.dispose();
  }

  #adopt(providers: readonly ModelProvider[]): void {
    for (const unlisten of this.#unlisten) unlisten();
    this.#providers = providers;
    this.#places = new Map(providers.map((provider) => [provider, this.#place(provider)]));
    this.#unlisten = providers.flatMap((provider) => {
      const subscription = provider.onDidChangeState?.(({ id, state, progress }) => {
        this.#engine.set(refOf(provider, id), { state, ...(progress === undefined ? {} : { progress }) });
        this.#changed.fire();
      });
      return subscription ? [() => subscription.dispose()] : [];
    });
  }

  /** A place knows best, but when it only says that the model could answer: requests know how it does. */
  #standing(ref: ModelRef): Known | undefined {
    const engine = this.#engine.get(ref);
    return engine && engine.state !== 'ready' ? engine : (this.#known.get(ref) ?? engine);
  }

  #place(provider: ModelProvider): PlaceState {
    return this.#places.get(provider) ?? UNASKED;
  }

  async #ask(provider: ModelProvider): Promise<void> {
    const { signal } = this.#stop;
    const show = (state: PlaceState): void => {
      if (signal.aborted || !this.#providers.includes(provider)) return;
      this.#places.set(provider, state);
      this.#changed.fire();
    };
    show({ ...this.#place(provider), checking: true });
    try {
      const cards = await provider.list(signal);
      const state: ModelState = provider.place.kind === 'local' ? 'idle' : 'ready';
      const entries = cards.map((card) => ({
        ref: refOf(provider, card.id),
        card,
        place: provider.place,
        state,
      }));
      // What was known before counts no more, but for the engine's own states of this machine's models.
      if (provider.place.kind === 'server') for (const { ref } of entries) this.#known.delete(ref);
      show({ entries, checking: false, asked: true });
    } catch (thrown) {
      const error = ModelError.from(thrown);
      const state = stateAfter(error);
      const entries = this.#place(provider).entries.map((entry) => ({ ...entry, state, error }));
      for (const { ref } of entries) this.#known.delete(ref);
      show({ entries, error, checking: false, asked: true });
    }
  }

  /** Whether the choice can be made without asking any place first. */
  #choosable(use: ModelUse): boolean {
    const chosen = this.chosen(use);
    const failed = chosen?.state === 'unreachable' || chosen?.state === 'unauthorized';
    return chosen !== undefined && !failed && this.settled;
  }

  /** A model that a setting names and that its place does not list (yet). */
  #missing(ref: ModelRef): ModelEntry[] {
    const slash = ref.indexOf('/');
    const id = ref.slice(slash + 1);
    const provider = this.#providerOf(ref);
    const card = cardFor(id, { rawCompletions: false });
    if (!provider) {
      const place = {
        kind: 'server',
        name: ref.slice(0, Math.max(slash, 0)),
        host: '',
        loopback: false,
      } as const;
      return [{ ref, card, place, state: 'unreachable', error: new ModelError('notFound', { model: id }) }];
    }
    const { asked, checking, error } = this.#place(provider);
    const reason = error ?? new ModelError('notFound', { model: id });
    const state = checking ? 'checking' : asked ? stateAfter(reason) : 'unknown';
    return [{ ref, card, place: provider.place, state, ...(asked ? { error: reason } : {}) }];
  }

  #providerOf(ref: ModelRef): ModelProvider | undefined {
    return this.#providers.find(({ name }) => ref.startsWith(`${name}/`));
  }

  #learn(ref: ModelRef, state: ModelState, error?: ModelError): void {
    this.#known.set(ref, { state, ...(error ? { error } : {}) });
    this.#changed.fire();
  }
}

const refOf = (provider: ModelProvider, id: string): ModelRef => `${provider.name}/${id}`;

/** `work`, or at once when `signal` aborts: whoever waits may leave, the work goes on for the others. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let leave = (): void => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

import { Emitter, type Subscription } from '../events.ts';
import { automaticChoice } from './automaticChoice.ts';
import type { LanguageModel } from './languageModel.ts';
import { missingModel } from './missingModel.ts';
import { ModelError } from './modelError.ts';
import type {
  FailedPlace,
  ModelEntry,
  ModelProvider,
  ModelRef,
  ModelSource,
  ModelState,
  ModelUse,
  OpenModel,
} from './modelSource.ts';
import { isFailure, observeModel, stateAfter } from './observedModel.ts';
import { OpenStreams } from './openStreams.ts';
import { PlaceRecovery } from './placeRecovery.ts';
import { type PlaceState, UNASKED } from './placeState.ts';
import { untilAborted } from './untilAborted.ts';

export interface RegistryOptions {
  readonly providers: readonly ModelProvider[];
  /** `tolmach.chatModel` and `tolmach.completionModel`. */
  readonly choice: () => { readonly chat: string; readonly completion: string };
  readonly now: () => number;
  /** Runs `run` after so many milliseconds, unless the result is disposed of before. */
  readonly later: (milliseconds: number, run: () => void) => Subscription;
}

/** What is known of one model between two lists of its place. */
interface Known {
  readonly state: ModelState;
  readonly progress?: number;
  readonly error?: ModelError;
}

/** A place that is being asked. */
interface Asking {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * Every model of every place, and which of them answers.
 *
 * The choice: the model that the setting names, even when it is not there (it is then shown with its error, never
 * replaced silently); else `automaticChoice`. Only places that the user named are asked.
 *
 * A server that failed is asked again when a question needs it, and by itself while the chosen models do not answer or
 * a view watches.
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
  readonly #asking = new Map<ModelProvider, Asking>();
  /** Of every place that may still answer, those that are gone but for their last answers included. */
  readonly #streams = new Map<ModelProvider, OpenStreams>();
  readonly #observed = new WeakMap<LanguageModel, LanguageModel>();
  readonly #recovery: PlaceRecovery<ModelProvider>;
  #watching = 0;
  #unlisten: (() => void)[] = [];

  constructor(options: RegistryOptions) {
    this.#options = options;
    const { now, later } = options;
    this.#recovery = new PlaceRecovery({
      now,
      later,
      wanted: () => this.#wanted(),
      ask: (provider) => void this.#ask(provider, { quietly: true }),
    });
    this.#adopt(options.providers);
  }

  get settled(): boolean {
    return this.#providers.every((provider) => this.#place(provider).asked);
  }

  readonly onDidChange = (listener: () => void) => this.#changed.on(listener);

  /**
   * Replaces the places. Those that are no longer among them go: when another has their name (their settings were
   * changed), after their answers under way; else with these.
   */
  setProviders(providers: readonly ModelProvider[]): void {
    for (const gone of this.#providers.filter((provider) => !providers.includes(provider))) {
      this.#release(gone, { replaced: providers.some(({ name }) => name === gone.name) });
    }
    this.#adopt(providers);
    this.#fire();
  }

  /** What `choice` returns changed. */
  choiceChanged(): void {
    this.#fire();
  }

  /**
   * Asks every place for its models, all at once, and waits for all that are being asked. Never throws: a place's
   * failure becomes its entries' state and one of `failures`.
   * @param anew what is under way is begun again: it may not know of a key or a folder that has just changed
   */
  async refresh({ anew = false } = {}): Promise<void> {
    for (const provider of this.#providers) void this.#ask(provider, { anew });
    await this.#allAsked();
  }

  /** Asks the places that have not been asked yet. */
  async refreshUnasked(): Promise<void> {
    for (const provider of this.#providers) if (!this.#place(provider).asked) void this.#ask(provider);
    await this.#allAsked();
  }

  watch(): Subscription {
    this.#watching++;
    this.#recovery.plan();
    let over = false;
    return {
      dispose: () => {
        if (!over) this.#watching--;
        over = true;
        this.#recovery.plan();
      },
    };
  }

  entries(): readonly ModelEntry[] {
    const found = this.#providers.flatMap((provider) => this.#place(provider).entries);
    const { chat, completion } = this.#options.choice();
    const missing = [...new Set([chat, completion])]
      .filter((ref) => ref !== '' && !found.some((entry) => entry.ref === ref))
      .map((ref) => this.#missing(ref));
    return [...found, ...missing].map((entry) => ({ ...entry, ...this.#standing(entry.ref) }));
  }

  failures(): readonly FailedPlace[] {
    return this.#providers.flatMap((provider): FailedPlace[] => {
      const { name, place } = provider;
      const { error, checking } = this.#place(provider);
      if (!error || place.kind !== 'server') return [];
      const refused = stateAfter(error) === 'unauthorized';
      const state = refused ? 'unauthorized' : 'unreachable';
      const cure = refused ? 'enterKey' : 'checkConnection';
      return [{ ref: refOf(provider, ''), name, place, state: checking ? 'checking' : state, error, cure }];
    });
  }

  chosen(use: ModelUse): ModelEntry | undefined {
    const ref = this.#named(use);
    const all = this.entries();
    return ref === '' ? automaticChoice(all) : all.find((entry) => entry.ref === ref);
  }

  async open(use: ModelUse, signal: AbortSignal): Promise<OpenModel | undefined> {
    const found = await this.#find(use, signal);
    if (!found) return undefined;
    const { entry, provider } = found;
    const { model, ...others } = await provider.open(entry.card);
    // What the model has learned of itself since it was listed counts.
    const { card } = model;
    return { ...others, entry: { ...entry, card }, model: this.#observe(entry.ref, provider, model) };
  }

  /**
   * Loads the chosen model into memory before it is asked anything, where its place does that. An abort is no error.
   * @throws ModelError why it cannot be loaded
   */
  async load(use: ModelUse, signal: AbortSignal): Promise<void> {
    const found = await this.#find(use, signal);
    if (!found || signal.aborted) return;
    const { entry, provider } = found;
    try {
      await provider.load?.(entry.card, use, signal);
    } catch (thrown) {
      const error = ModelError.from(thrown);
      this.#learn(entry.ref, stateAfter(error), error);
      throw error;
    }
  }

  /** Frees the memory that the chosen model takes on this machine; requests to it under way end as aborted. */
  async unload(use: ModelUse): Promise<void> {
    const entry = this.chosen(use);
    if (entry) await this.#providerOf(entry.ref)?.unload?.(entry.card);
  }

  dispose(): void {
    this.#recovery.dispose();
    for (const { abort } of this.#asking.values()) abort.abort();
    for (const unlisten of this.#unlisten) unlisten();
    for (const provider of new Set([...this.#providers, ...this.#streams.keys()])) provider.dispose();
    this.#changed.dispose();
  }

  /**
   * The chosen model and its place, which is asked first when that is not known to answer.
   * @throws ModelError why there is none
   */
  async #find(
    use: ModelUse,
    signal: AbortSignal,
  ): Promise<{ readonly entry: ModelEntry; readonly provider: ModelProvider } | undefined> {
    // Hints are asked for with every letter: they do not wake a place that is known to fail.
    const idle = use === 'completion' && this.settled;
    if (!this.#choosable(use) && !idle) await untilAborted(this.#askFor(use), signal);
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
    return { entry, provider };
  }

  /** One observer a model: it alone knows whether others of its requests still run. */
  #observe(ref: ModelRef, provider: ModelProvider, model: LanguageModel): LanguageModel {
    const observed =
      this.#observed.get(model) ??
      observeModel(
        this.#streamsOf(provider).watch(model),
        (state, error) => this.#learn(ref, state, error),
        this.#options.now,
      );
    this.#observed.set(model, observed);
    return observed;
  }

  #fire(): void {
    this.#recovery.plan();
    this.#changed.fire();
  }

  #release(provider: ModelProvider, { replaced }: { readonly replaced: boolean }): void {
    this.#asking.get(provider)?.abort.abort();
    this.#asking.delete(provider);
    this.#recovery.forget(provider);
    const streams = this.#streamsOf(provider);
    if (!replaced) streams.endAll();
    streams.whenIdle(() => {
      this.#streams.delete(provider);
      provider.dispose();
    });
  }

  #streamsOf(provider: ModelProvider): OpenStreams {
    const streams = this.#streams.get(provider) ?? new OpenStreams();
    this.#streams.set(provider, streams);
    return streams;
  }

  #adopt(providers: readonly ModelProvider[]): void {
    for (const unlisten of this.#unlisten) unlisten();
    this.#providers = providers;
    this.#places = new Map(providers.map((provider) => [provider, this.#place(provider)]));
    this.#unlisten = providers.flatMap((provider) => {
      const subscription = provider.onDidChangeState?.(({ id, ...known }) => {
        this.#engine.set(refOf(provider, id), known);
        this.#fire();
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

  /**
   * Asks a place for its models; one that is being asked already is not asked twice, unless `anew`.
   * @param quietly what was known of it stays in view meanwhile
   */
  #ask(provider: ModelProvider, { anew = false, quietly = false } = {}): Promise<void> {
    const before = this.#asking.get(provider);
    if (before && !anew) return before.done;
    before?.abort.abort();
    const abort = new AbortController();
    const done = this.#list(provider, abort.signal, quietly).finally(() => {
      if (this.#asking.get(provider)?.abort === abort) this.#asking.delete(provider);
    });
    this.#asking.set(provider, { abort, done });
    return done;
  }

  async #allAsked(): Promise<void> {
    while (this.#asking.size > 0) await Promise.all([...this.#asking.values()].map(({ done }) => done));
  }

  async #list(provider: ModelProvider, signal: AbortSignal, quietly: boolean): Promise<void> {
    const show = (state: PlaceState): void => {
      if (signal.aborted) return;
      this.#places.set(provider, state);
      this.#fire();
    };
    if (!quietly) show({ ...this.#place(provider), checking: true });
    const outcome = await this.#outcome(provider, signal);
    if (signal.aborted) return;
    const { error, entries } = outcome;
    // What was known before counts no more, but for the engine's own states of this machine's models.
    if (error || provider.place.kind === 'server') for (const { ref } of entries) this.#known.delete(ref);
    if (error) this.#recovery.failed(provider, { patient: stateAfter(error) === 'unauthorized' });
    else this.#recovery.forget(provider);
    show(outcome);
  }

  async #outcome(provider: ModelProvider, signal: AbortSignal): Promise<PlaceState> {
    const { place } = provider;
    try {
      const cards = await provider.list(signal);
      // Set up, and of no use yet: like one that does not answer, it is looked at again.
      if (place.kind === 'server' && cards.length === 0)
        throw new ModelError('notFound', { host: place.host });
      const state: ModelState = place.kind === 'local' ? 'idle' : 'ready';
      const entries = cards.map((card) => ({ ref: refOf(provider, card.id), card, place, state }));
      return { entries, checking: false, asked: true };
    } catch (thrown) {
      const error = ModelError.from(thrown);
      const state = stateAfter(error);
      const entries = this.#place(provider).entries.map((entry) => ({ ...entry, state, error }));
      return { entries, error, checking: false, asked: true };
    }
  }

  /** The places that failed, while the chosen models do not answer or somebody looks at the list. */
  #wanted(): readonly ModelProvider[] {
    const failing = this.#providers.filter((provider) => this.#fails(provider));
    if (failing.length === 0 || this.#watching > 0) return failing;
    const answered = (['chat', 'completion'] as const).every((use) => {
      const entry = this.chosen(use);
      return entry !== undefined && !isFailure(entry.state);
    });
    return answered ? [] : failing;
  }

  /** The place itself did not answer, or the last request to it did not get through. */
  #fails(provider: ModelProvider): boolean {
    const { error, entries, checking } = this.#place(provider);
    if (provider.place.kind !== 'server' || checking) return false;
    return error !== undefined || entries.some(({ ref }) => isFailure(this.#standing(ref)?.state));
  }

  /** The model that a setting names for this use; empty when the choice is ours. */
  #named(use: ModelUse): ModelRef {
    const { chat, completion } = this.#options.choice();
    return use === 'completion' && completion !== '' ? completion : chat;
  }

  /** Whether the choice can be made without asking any place first. */
  #choosable(use: ModelUse): boolean {
    const chosen = this.chosen(use);
    if (!chosen || isFailure(chosen.state)) return false;
    const provider = this.#providerOf(this.#named(use));
    return provider ? this.#place(provider).asked : this.settled;
  }

  /** Asks the places that the choice depends on: the one that is named, whatever becomes of the others; else all. */
  #askFor(use: ModelUse): Promise<void> {
    const provider = this.#providerOf(this.#named(use));
    return provider ? this.#ask(provider) : this.refresh();
  }

  #missing(ref: ModelRef): ModelEntry {
    const provider = this.#providerOf(ref);
    return missingModel(ref, provider && { place: provider.place, ...this.#place(provider) });
  }

  #providerOf(ref: ModelRef): ModelProvider | undefined {
    return this.#providers.find(({ name }) => ref.startsWith(`${name}/`));
  }

  #learn(ref: ModelRef, state: ModelState, error?: ModelError): void {
    this.#known.set(ref, { state, ...(error ? { error } : {}) });
    this.#fire();
  }
}

const refOf = (provider: ModelProvider, id: string): ModelRef => `${provider.name}/${id}`;

import * as vscode from 'vscode';
import type { DownloadCourse, LocalOffer } from '../../core/chat/protocol.ts';
import { Emitter, type Subscription } from '../../core/events.ts';
import { advise } from '../../core/model/advice.ts';
import type { DownloadError } from '../../core/model/downloadError.ts';
import { type CatalogueFile, catalogueFile } from '../../core/model/fileCatalogue.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { DownloadView, LibraryFile, ModelLibrary } from '../../core/model/modelLibrary.ts';
import type { ModelRegistry } from '../../core/model/modelRegistry.ts';
import type { ModelEntry, ModelRef } from '../../core/model/modelSource.ts';
import { isFailure } from '../../core/model/observedModel.ts';
import { TimeLeft } from '../../core/model/timeLeft.ts';
import { type Settings, writeSetting } from '../settings.ts';
import { amount } from './amounts/texts.ts';
import { type Arrival, arrivalCourse, downloadCourse } from './course.ts';
import { type Findings, INSPECTING, localOffer } from './offer.ts';
import { askTexts } from './texts.ts';

export interface LocalRooms {
  readonly library: Omit<ModelLibrary, 'recordSpeed'>;
  readonly registry: Pick<ModelRegistry, 'chosen' | 'entries' | 'refresh' | 'onDidChange'>;
  readonly settings: () => Settings;
  /**
   * Loads a file of the library into memory, so that the first question need not wait.
   * @throws ModelError
   */
  readonly load: (id: LibraryFile['id'], signal: AbortSignal) => Promise<void>;
  /** Opens the panel's screen of the download. */
  readonly showDownload: () => Promise<void>;
  readonly now: () => number;
}

/** What there is to tell where nobody looks at the download's screen. */
export type DownloadNews =
  /** The file is there; `instead`: the model that stays chosen, nothing when the new one was chosen. */
  | { readonly kind: 'came'; readonly file: CatalogueFile; readonly instead?: string }
  | { readonly kind: 'failed'; readonly file: CatalogueFile; readonly error: DownloadError }
  | { readonly kind: 'notLoaded'; readonly file: CatalogueFile; readonly error: ModelError }
  /** It is in memory. */
  | { readonly kind: 'ready'; readonly file: CatalogueFile };

/** Bytes that are given up without a question. */
const LITTLE = 500e6;
/** Of several downloads the one that is shown. */
const BY_PHASE: readonly DownloadView['phase'][] = [
  'verifying',
  'downloading',
  'checking',
  'connecting',
  'waiting',
  'failed',
  'paused',
];

/** The models of this machine from the offer over the download to the first answer. */
export class LocalModels {
  readonly #rooms: LocalRooms;
  readonly #changed = new Emitter<void>();
  readonly #news = new Emitter<DownloadNews>();
  readonly #subscriptions: readonly Subscription[];
  readonly #paces = new Map<string, TimeLeft>();
  #findings: Findings | undefined;
  #arrival: Arrival | undefined;
  /** The last file that came. */
  #came: CatalogueFile | undefined;
  #looking = new AbortController();
  #loading = new AbortController();

  constructor(rooms: LocalRooms) {
    this.#rooms = rooms;
    const { library, registry } = rooms;
    this.#subscriptions = [
      library.onDidChange(() => this.#changed.fire()),
      library.onDidEnd(({ file, outcome, error }) => {
        this.#paces.delete(file.id);
        if (outcome === 'done') void this.#settle(file, { choose: false });
        if (outcome === 'failed' && error) this.#news.fire({ kind: 'failed', file, error });
        this.#changed.fire();
      }),
      registry.onDidChange(() => {
        if (this.#arrival?.stage === 'loading') this.#changed.fire();
      }),
    ];
  }

  readonly onDidChange = (listener: () => void) => this.#changed.on(listener);
  readonly onNews = (listener: (news: DownloadNews) => void) => this.#news.on(listener);

  get library(): LocalRooms['library'] {
    return this.#rooms.library;
  }

  /** What the machine can carry, as it was last seen. */
  get findings(): Findings | undefined {
    return this.#findings;
  }

  offer(): LocalOffer {
    return this.#findings
      ? localOffer(this.#findings, this.#rooms.library, `${process.platform}-${process.arch}`)
      : INSPECTING;
  }

  /** Looks at the machine and at the files anew. What was known stays in view meanwhile. */
  async look(): Promise<void> {
    this.#looking.abort();
    const looking = new AbortController();
    this.#looking = looking;
    const { library, settings } = this.#rooms;
    const [machine] = await Promise.all([library.inspect(looking.signal), library.refresh()]);
    if (looking.signal.aborted) return;
    this.#findings = { machine, advice: advise(machine, library.speeds(), settings().contextWindow) };
    this.#changed.fire();
  }

  /** The download to show, or the loading that follows it. */
  course(): DownloadCourse | undefined {
    if (this.#arrival) return arrivalCourse(this.#withProgress(this.#arrival));
    const view = this.shown;
    if (!view) return undefined;
    const pace = this.#paces.get(view.file.id) ?? new TimeLeft();
    this.#paces.set(view.file.id, pace);
    if (view.phase !== 'downloading') pace.reset();
    const minutes = view.phase === 'downloading' ? pace.at(view, this.#rooms.now()) : undefined;
    return downloadCourse(view, { minutes, freeDisk: this.#findings?.machine.freeDisk });
  }

  /** Of several downloads the one that moves, else the one that failed. */
  get shown(): DownloadView | undefined {
    return this.#rooms.library
      .downloads()
      .toSorted((one, other) => BY_PHASE.indexOf(one.phase) - BY_PHASE.indexOf(other.phase))[0];
  }

  /** Begins to fetch a file, or goes on; one that is there already is chosen. */
  async begin(id: string): Promise<void> {
    const file = catalogueFile(id);
    if (!file) return;
    const { library, showDownload } = this.#rooms;
    if (this.#there(file)) {
      const settled = this.#settle(file, { choose: true });
      await showDownload();
      return settled;
    }
    if (!library.downloads().some((one) => one.file.id === file.id) && !(await this.#agreed(file))) return;
    if (this.#arrival && this.#arrival.stage !== 'loading') this.#arrival = undefined;
    library.download(file);
    if (!this.#findings) void this.look();
    await showDownload();
  }

  /** Goes on with the download that is shown. */
  async resume(): Promise<void> {
    const view = this.shown;
    if (view) await this.begin(view.file.id);
  }

  pause(id: string): Promise<void> {
    return this.#rooms.library.pause(id);
  }

  /** Gives up a download; what would be lost is said first when it is much. */
  async cancel(id: string): Promise<void> {
    const { library } = this.#rooms;
    const view = library.downloads().find(({ file }) => file.id === id);
    if (!view) return this.seen();
    if (view.done > LITTLE) {
      const { title, detail, yes, pause } = askTexts.cancel;
      const moves = view.phase !== 'paused' && view.phase !== 'failed';
      const answer = await vscode.window.showWarningMessage(
        title(view.file.model),
        { modal: true, detail: detail(amount(view.done)) },
        yes,
        ...(moves ? [pause] : []),
      );
      if (answer === pause) await library.pause(id);
      if (answer !== yes) return;
    }
    await library.cancel(id);
  }

  /** Chooses the file that has come, and loads it. */
  async use(): Promise<void> {
    if (this.#came) await this.#settle(this.#came, { choose: true });
  }

  /** What came of the last download has been seen. */
  seen(): void {
    if (!this.#arrival || this.#arrival.stage === 'loading') return;
    this.#arrival = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#looking.abort();
    this.#loading.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#news.dispose();
  }

  #there({ name }: CatalogueFile): boolean {
    return this.#rooms.library.files().some(({ id }) => id.toLowerCase() === name.toLowerCase());
  }

  /** A model that this machine cannot carry is fetched only by one who knows it. */
  async #agreed({ id, model }: CatalogueFile): Promise<boolean> {
    const advice = this.#findings?.advice.files.find(({ file }) => file.id === id);
    const total = this.#findings?.machine.totalMemory;
    if (advice?.fit !== 'never' || total === undefined) return true;
    const { title, detail, yes } = askTexts.tooLarge;
    const answer = await vscode.window.showWarningMessage(
      title(model),
      { modal: true, detail: detail(amount(advice.neededMemory), amount(total)) },
      yes,
    );
    return answer === yes;
  }

  /**
   * A file is there: it is chosen unless another model stays, and loaded if it is the chosen one.
   * @param choose whatever answers now
   */
  async #settle(file: CatalogueFile, { choose }: { readonly choose: boolean }): Promise<void> {
    const { registry, load } = this.#rooms;
    const ref: ModelRef = `local/${file.name}`;
    this.#came = file;
    const chosen = registry.chosen('chat');
    if (!choose && chosen && chosen.ref !== ref && this.#stays(chosen)) {
      const instead = chosen.card.name;
      this.#arrive({ file, stage: 'kept', instead });
      this.#news.fire({ kind: 'came', file, instead });
      await registry.refresh();
      return;
    }
    this.#arrive({ file, stage: 'loading' });
    if (!choose) this.#news.fire({ kind: 'came', file });
    this.#loading.abort();
    const loading = new AbortController();
    this.#loading = loading;
    try {
      await writeSetting('chatModel', ref);
      // Servers that do not answer are not waited for.
      void registry.refresh();
      await load(file.name, loading.signal);
      if (loading.signal.aborted) return;
      this.#arrive(undefined);
      this.#news.fire({ kind: 'ready', file });
    } catch (thrown) {
      if (loading.signal.aborted) return;
      const error = ModelError.from(thrown);
      this.#arrive({ file, stage: 'failed', error });
      this.#news.fire({ kind: 'notLoaded', file, error });
    }
  }

  /** A model that answers, or a server's that the user has named, whatever it does now: that choice is his. */
  #stays(chosen: ModelEntry): boolean {
    const named = chosen.place.kind === 'server' && this.#rooms.settings().chatModel === chosen.ref;
    return named || answers(chosen);
  }

  #arrive(arrival: Arrival | undefined): void {
    this.#arrival = arrival;
    this.#changed.fire();
  }

  #withProgress(arrival: Arrival): Arrival {
    const entry = this.#rooms.registry.entries().find(({ ref }) => ref === `local/${arrival.file.name}`);
    return entry?.progress === undefined ? arrival : { ...arrival, progress: entry.progress };
  }
}

/** It is a real model, and nothing is known against it. */
function answers({ state, card }: ModelEntry): boolean {
  return !isFailure(state) && state !== 'failed' && !card.training;
}

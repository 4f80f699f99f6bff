import { rm, stat } from 'node:fs/promises';
import { Emitter } from '../../core/events.ts';
import type { EngineHardware } from '../../core/model/machine.ts';
import type { DownloadEnd, LibraryFile, MeasuredSpeed, ModelLibrary } from '../../core/model/modelLibrary.ts';
import { Downloads } from './downloads.ts';
import type { Fetch } from './exchange.ts';
import { chooseHub } from './hub.ts';
import { inspectSystem } from './machine.ts';
import { type ModelFile, ModelFiles, partsOf } from './modelFiles.ts';
import { ModelRecords } from './records.ts';

export interface ModelLibraryOptions {
  readonly modelsFolder: () => string;
  /** Paths of the user's own files, which stay where they are. */
  readonly files: () => readonly string[];
  /** Address of a mirror of Hugging Face; empty = that of `HF_ENDPOINT`, else Hugging Face itself. */
  readonly mirror: () => string;
  /** The file that runs as the thread which writes downloads. */
  readonly threadPath: string;
  readonly fetch: Fetch;
  /** What the engine sees of the machine; nothing when there is no engine. */
  readonly inspectEngine: (signal: AbortSignal) => Promise<EngineHardware | undefined>;
  /** The engine lets go of a file that is about to be deleted. */
  readonly letGo: (path: string) => Promise<void>;
  readonly log: (line: string) => void;
  /** That of this process unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds: a download on which nothing comes is given up, and waits between its tries. */
  readonly stall?: number;
  readonly pauses?: readonly number[];
}

const STALL = 30_000;
const PAUSES = [1_000, 2_000, 5_000, 10_000, 30_000];
/** A speed that differs less than this share from the known one is not worth a write. */
const SAME_SPEED = 0.05;

/** The model files of this machine. `dispose` resolves when nothing of it is under way; downloads keep what has come. */
export function createModelLibrary(
  options: ModelLibraryOptions,
): ModelLibrary & { readonly dispose: () => Promise<void> } {
  return new Library(options);
}

class Library implements ModelLibrary {
  readonly #options: ModelLibraryOptions;
  readonly #found: ModelFiles;
  readonly #records: ModelRecords;
  readonly #downloads: Downloads;
  readonly #changes = new Emitter<void>();
  readonly #ends = new Emitter<DownloadEnd>();
  readonly onDidChange = this.#changes.on;
  readonly onDidEnd = this.#ends.on;
  #files: readonly LibraryFile[] = [];

  constructor(options: ModelLibraryOptions) {
    const { modelsFolder: folder, threadPath, fetch, log, stall = STALL, pauses = PAUSES } = options;
    this.#options = options;
    this.#found = new ModelFiles(folder, options.files);
    this.#records = new ModelRecords(folder, log);
    this.#downloads = new Downloads({
      folder,
      records: this.#records,
      hub: () => chooseHub({ mirror: options.mirror(), environment: options.environment ?? process.env }),
      download: { threadPath, fetch, stall, pauses },
      log,
      onChange: () => this.#tell(this.#changes, undefined),
      onFile: () => this.#readFiles(),
      onEnd: (end) => this.#tell(this.#ends, end),
    });
  }

  async refresh(): Promise<void> {
    await this.#records.read();
    await Promise.all([this.#readFiles(), this.#downloads.refresh()]);
    this.#tell(this.#changes, undefined);
  }

  files = (): readonly LibraryFile[] => this.#files;
  downloads = () => this.#downloads.views();
  speeds = (): ReadonlyMap<string, MeasuredSpeed> => this.#records.speeds;

  recordSpeed(id: string, speed: MeasuredSpeed): void {
    const known = this.#records.speeds.get(id);
    if (known && known.device === speed.device && isNear(known, speed)) return;
    void this.#records.recordSpeed(id, speed).then(() => this.#tell(this.#changes, undefined));
  }

  async inspect(signal: AbortSignal) {
    const [system, engine] = await Promise.all([
      inspectSystem(this.#options.modelsFolder(), signal),
      this.#options.inspectEngine(signal).catch(() => undefined),
    ]);
    return { ...system, ...(engine && { engine }) };
  }

  download: ModelLibrary['download'] = (file) => this.#downloads.start(file);
  pause: ModelLibrary['pause'] = (id) => this.#downloads.pause(id);
  cancel: ModelLibrary['cancel'] = (id) => this.#downloads.cancel(id);

  async delete(id: string): Promise<void> {
    const file = (await this.#found.list()).find(({ name }) => name === id);
    if (!file || file.foreign) throw new Error(`${id} is no file of the models folder`);
    await this.#options.letGo(file.path);
    try {
      const [first = file.path, ...more] = partsOf(file.path);
      await rm(first);
      for (const part of more) await rm(part, { force: true });
      await this.#records.forget(id);
    } finally {
      await this.#readFiles();
      this.#tell(this.#changes, undefined);
    }
  }

  async dispose(): Promise<void> {
    this.#changes.dispose();
    this.#ends.dispose();
    await this.#downloads.dispose();
  }

  async #readFiles(): Promise<void> {
    const files = await Promise.all((await this.#found.list()).map((file) => this.#described(file)));
    this.#files = files.filter((file) => file !== undefined);
  }

  /** Nothing when it went while it was looked at. */
  async #described({ name, path, foreign }: ModelFile): Promise<LibraryFile | undefined> {
    try {
      const facts = await stat(path);
      const [, ...more] = partsOf(path);
      const sizes = await Promise.all(
        more.map((part) =>
          stat(part).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
      );
      const sha256 = foreign ? undefined : this.#records.recordOf(name, facts)?.sha256;
      const bytes = sizes.reduce((sum, size) => sum + size, facts.size);
      return { id: name, path, bytes, foreign, ...(sha256 !== undefined && { sha256 }) };
    } catch {
      return undefined;
    }
  }

  /** A listener that fails is no failure of the library. */
  #tell<T>(emitter: Emitter<T>, value: T): void {
    try {
      emitter.fire(value);
    } catch (error) {
      this.#options.log(`model library: ${String(error)}`);
    }
  }
}

function isNear(one: MeasuredSpeed, other: MeasuredSpeed): boolean {
  const near = (known: number, now: number): boolean => Math.abs(now - known) <= known * SAME_SPEED;
  return near(one.reading, other.reading) && near(one.writing, other.writing);
}

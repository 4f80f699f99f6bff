import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeasuredSpeed } from '../../core/model/modelLibrary.ts';

/** Where a file came from, and what it was when it came. */
export interface FileRecord {
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Address. */
  readonly source: string;
  /** ISO date. */
  readonly date: string;
  /** Of the file, in milliseconds: one that was changed since is another one. */
  readonly modified: number;
}

interface Records {
  readonly files: Readonly<Record<string, FileRecord>>;
  readonly speeds: Readonly<Record<string, MeasuredSpeed>>;
}

const NOTHING: Records = { files: {}, speeds: {} };

/**
 * What is known of the files of the models folder beyond what they say themselves: `records.json` in it, by file name.
 * A damaged one is begun anew.
 */
export class ModelRecords {
  readonly #folder: () => string;
  readonly #log: (line: string) => void;
  #known = NOTHING;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: () => string, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  get speeds(): ReadonlyMap<string, MeasuredSpeed> {
    return new Map(Object.entries(this.#known.speeds));
  }

  async read(): Promise<void> {
    await this.#writing;
    this.#known = await this.#stored();
  }

  /** The record of a file that is as it was when it was recorded. */
  recordOf(name: string, { size, mtimeMs }: { size: number; mtimeMs: number }): FileRecord | undefined {
    const record = Object.hasOwn(this.#known.files, name) ? this.#known.files[name] : undefined;
    return record?.size === size && record.modified === mtimeMs ? record : undefined;
  }

  /** @throws the file system's own errors when the file is not there */
  async recordFile(name: string, { sha256, source }: Pick<FileRecord, 'sha256' | 'source'>): Promise<void> {
    const { size, mtimeMs: modified } = await stat(join(this.#folder(), name));
    const record: FileRecord = { size, sha256, source, date: new Date().toISOString(), modified };
    await this.#change(({ files, speeds }) => ({
      files: { ...files, [name]: record },
      speeds: without(speeds, name),
    }));
  }

  async recordSpeed(name: string, speed: MeasuredSpeed): Promise<void> {
    await this.#change(({ files, speeds }) => ({ files, speeds: { ...speeds, [name]: speed } }));
  }

  async forget(name: string): Promise<void> {
    await this.#change(({ files, speeds }) => ({
      files: without(files, name),
      speeds: without(speeds, name),
    }));
  }

  /** One change after another, each on what stands there by then: other windows write, too. */
  #change(change: (records: Records) => Records): Promise<void> {
    this.#known = change(this.#known);
    const changed = this.#writing.then(async () => {
      const records = change(await this.#stored());
      this.#known = records;
      await this.#store(records).catch((error) => this.#log(`records.json: ${String(error)}`));
    });
    this.#writing = changed;
    return changed;
  }

  get #path(): string {
    return join(this.#folder(), 'records.json');
  }

  async #stored(): Promise<Records> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch {
      return NOTHING;
    }
    try {
      return readRecords(JSON.parse(text));
    } catch {
      this.#log('records.json is damaged, and is begun anew');
      return NOTHING;
    }
  }

  async #store(records: Records): Promise<void> {
    const path = this.#path;
    const whole = `${path}.${process.pid}.new`;
    await mkdir(this.#folder(), { recursive: true });
    try {
      await writeFile(whole, `${JSON.stringify(records, undefined, 2)}\n`);
      await rename(whole, path);
    } catch (error) {
      await rm(whole, { force: true });
      throw error;
    }
  }
}

/** Only what is as it should be. */
function readRecords(value: unknown): Records {
  const { files, speeds } = fields(value);
  return { files: entries(files, isRecord), speeds: entries(speeds, isSpeed) };
}

function entries<T>(value: unknown, is: (entry: unknown) => entry is T): Record<string, T> {
  const kept: [string, T][] = [];
  for (const [name, entry] of Object.entries(fields(value))) if (is(entry)) kept.push([name, entry]);
  return Object.fromEntries(kept);
}

function isRecord(value: unknown): value is FileRecord {
  const { size, sha256, source, date, modified } = fields(value);
  const texts = [sha256, source, date].every((text) => typeof text === 'string');
  return texts && typeof size === 'number' && typeof modified === 'number';
}

function isSpeed(value: unknown): value is MeasuredSpeed {
  const { reading, writing, device } = fields(value);
  const positive = [reading, writing].every((speed) => typeof speed === 'number' && speed > 0);
  return positive && ['cpu', 'cuda', 'vulkan', 'metal'].includes(String(device));
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  const { [name]: _, ...rest } = record;
  return rest;
}

import { open, rm } from 'node:fs/promises';
import { toNamespacedPath } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelError } from '../../core/model/modelError.ts';
import { childDied, memoryKills, UNKNOWN_END } from './childEnd.ts';
import {
  type EngineAddress,
  engineName,
  privateAddress,
  runtimeFolders,
  sharedAddress,
} from './engineAddress.ts';
import type { EngineLink } from './engineLink.ts';
import {
  EngineStartError,
  type Reached,
  reachEngine,
  type StartedEngine,
  StrangerError,
} from './engineStart.ts';
import type { FromDoor, FromEngine, LoadSettings, ToEngine } from './protocol.ts';

export interface ProcessOptions {
  readonly workerPath: string;
  /**
   * Milliseconds for which the engine outlives a last window that went without a word. Ten seconds unless given: a
   * window that is loaded anew is back in a few, and does not wait for the model again.
   */
  readonly keepWarm?: number;
  /** Folders in which windows meet, the better first; by default those of the user's session. */
  readonly runtimeFolders?: readonly string[];
}

export interface ProcessEvents {
  readonly onMessage: (message: FromEngine) => void;
  /** Once, last, also after `leave`; the error says why it went, for requests that were still open. */
  readonly onExit: (error: ModelError) => void;
  /** A line that the engine wrote; never holds contents of a request. */
  readonly onLog: (line: string) => void;
}

const KEEP_WARM = 10_000;
/** How much of what the engine wrote last is kept, to tell why it died. */
const KEPT_OUTPUT = 4000;
/** Milliseconds from the last word of a dying process until the system tells how it ended. */
const EXIT_PATIENCE = 1000;
/** Windows opens longer paths only in their other spelling. */
const LONGEST_PLAIN_PATH = 259;

/**
 * This window's share of an engine's process with one model, which serves all windows of the user that want it so. The
 * first of them starts it. It ends with the last, however that ends.
 */
export class SharedProcess {
  readonly #options: ProcessOptions;
  readonly #settings: LoadSettings;
  readonly #events: ProcessEvents;
  readonly #killsBefore = memoryKills();
  /** Messages that wait for the way to the engine. */
  readonly #waiting: ToEngine[] = [];
  #link: EngineLink | undefined;
  #leaving: { readonly warm: boolean } | undefined;
  #output = '';
  #logged = 0;
  #loaded = false;

  /** @param version another when the file's contents are */
  constructor(options: ProcessOptions, settings: LoadSettings, version: string, events: ProcessEvents) {
    this.#options = options;
    this.#settings = settings;
    this.#events = events;
    void this.#live(version);
  }

  /** Nothing until the engine has answered. */
  get pid(): number | undefined {
    return this.#link?.pid;
  }

  send(message: ToEngine): void {
    if (this.#leaving) return;
    if (this.#link) this.#link.send(message);
    else this.#waiting.push(message);
  }

  /**
   * At once; what is open is lost.
   * @param warm the window may come back; else the memory is wanted, and free when `onExit` is called unless another
   * window uses the model
   */
  leave(warm: boolean): void {
    if (this.#leaving) return;
    this.#leaving = { warm };
    // Who is still on the way leaves on arrival: the engine that was started for it is to know.
    this.#link?.leave(warm);
  }

  async #live(version: string): Promise<void> {
    try {
      const { link, child } = await this.#reach(engineName(this.#settings, version));
      this.#arrived(link);
      await link.closed;
      const how = await this.#howItEnded(child);
      await this.#readRest(link);
      this.#ended(how);
    } catch (error) {
      if (error instanceof EngineStartError) this.#noteOutput(error.output);
      this.#ended(error instanceof Error ? error.message : String(error));
    }
  }

  async #reach(name: string): Promise<Reached> {
    const { workerPath, keepWarm = KEEP_WARM, runtimeFolders: folders = runtimeFolders() } = this.#options;
    const reach = (address: EngineAddress): Promise<Reached> =>
      reachEngine(address, { workerPath, keepWarm }, (message) => this.#heard(message));
    try {
      const address = await sharedAddress(name, folders);
      return await reach(address);
    } catch (error) {
      if (error instanceof EngineStartError) throw error;
      const why = error instanceof StrangerError ? `at its address ${error.message}` : String(error);
      this.#events.onLog(`engine: it is not shared with other windows: ${why}`);
    }
    const own = await privateAddress(name, folders);
    try {
      return await reach(own);
    } catch (error) {
      await rm(own.folder, { recursive: true, force: true });
      throw error;
    }
  }

  #arrived(link: EngineLink): void {
    this.#link = link;
    this.#logged = link.logged;
    if (this.#leaving) {
      link.leave(this.#leaving.warm);
      return;
    }
    const { file } = this.#settings;
    const opened = file.length > LONGEST_PLAIN_PATH ? toNamespacedPath(file) : file;
    link.send({ kind: 'load', settings: { ...this.#settings, file: opened } });
    for (const message of this.#waiting.splice(0)) link.send(message);
  }

  #heard(message: FromDoor): void {
    if (message.kind === 'hello') return;
    if (message.kind === 'log') {
      this.#noteOutput(message.text);
      this.#logged = message.logged;
      return;
    }
    if (message.kind === 'loaded') {
      this.#loaded = true;
      // What failed before it was loaded, a GPU for instance, is no reason for what comes later.
      this.#output = '';
    }
    this.#events.onMessage(message);
  }

  #noteOutput(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    for (const line of text.split('\n')) if (line.trim()) this.#events.onLog(line.trim());
  }

  /** The system tells it to the window that started the process alone. */
  async #howItEnded(child: StartedEngine | undefined): Promise<string> {
    if (!child || this.#leaving) return UNKNOWN_END;
    const given = new AbortController();
    const patience = delay(EXIT_PATIENCE, UNKNOWN_END, { signal: given.signal }).catch(() => UNKNOWN_END);
    const how = await Promise.race([child.ended, patience]);
    given.abort();
    return how;
  }

  /** What the process wrote last could not be sent any more: a native library's reason to abort, above all. */
  async #readRest({ log }: EngineLink): Promise<void> {
    if (this.#leaving) return;
    try {
      await using handle = await open(log, 'r');
      const { size } = await handle.stat();
      const unread = size < this.#logged ? 0 : this.#logged;
      const bytes = Buffer.alloc(Math.min(size - unread, KEPT_OUTPUT));
      await handle.read(bytes, 0, bytes.length, size - bytes.length);
      this.#noteOutput(bytes.toString('utf8'));
    } catch {
      // It has gone with the process.
    }
  }

  #ended(how: string): void {
    const kills = memoryKills();
    const starved = kills !== undefined && kills > (this.#killsBefore ?? kills);
    const { file } = this.#settings;
    this.#events.onExit(childDied({ file, how, output: this.#output, loaded: this.#loaded, starved }));
  }
}

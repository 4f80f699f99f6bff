import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DownloadError } from '../../core/model/downloadError.ts';
import type { CatalogueFile } from '../../core/model/fileCatalogue.ts';
import { GgufError } from './byteReader.ts';
import { type DownloadProgress, type DownloadRooms, download, persist } from './download.ts';
import { FileLock } from './fileLock.ts';
import { digestFile } from './fileWriter.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { type Hub, type HubFile, locate } from './hub.ts';
import { fileError } from './partialFile.ts';
import type { ModelRecords } from './records.ts';

export interface BringRooms {
  /** @throws DownloadError when its address is none */
  readonly hub: () => Hub;
  readonly download: DownloadRooms;
  readonly records: ModelRecords;
}

export interface Bringing {
  readonly file: CatalogueFile;
  /** Path where the file will stand. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly tell: (progress: DownloadProgress) => void;
}

/** `architecture`: as the file names it. */
export interface Brought {
  readonly architecture: string;
}

/** The file that says which window is at work on `target`. */
export function lockPath(target: string): string {
  return `${target}.lock`;
}

/**
 * Makes a file of the catalogue stand at its place, whole and right: one that is there already is taken when it is
 * that one. What is known of it afterwards goes into the records.
 * @throws DownloadError; an abort through `signal` keeps what has come, and rejects with its reason
 */
export async function bringModel(bringing: Bringing, rooms: BringRooms): Promise<Brought> {
  const { target, signal } = bringing;
  const lost = new AbortController();
  const lock = await takeLock(target, () => lost.abort(new DownloadError('busy', { file: target })));
  if (!lock) throw new DownloadError('busy', { file: target });
  try {
    const own = { ...bringing, signal: AbortSignal.any([signal, lost.signal]) };
    return (await adopt(own, rooms)) ?? (await fetchModel(own, rooms));
  } finally {
    await lock.release();
  }
}

async function takeLock(target: string, onLost: () => void): Promise<FileLock | undefined> {
  try {
    await mkdir(dirname(target), { recursive: true });
    return await FileLock.take(lockPath(target), onLost);
  } catch (error) {
    throw fileError(error, dirname(target));
  }
}

async function fetchModel(bringing: Bringing, rooms: BringRooms): Promise<Brought> {
  const { file, target, signal, tell } = bringing;
  const hub = rooms.hub();
  const { url, size, sha256 } = await found(bringing, rooms, hub);
  let architecture = '';
  const request = {
    url,
    headers: hub.headers,
    target,
    magic: 'GGUF',
    ...(size !== undefined && { size }),
    ...(sha256 !== undefined && { sha256 }),
    check: async (path: string) => {
      architecture = await architectureOf(path, target);
    },
  };
  const brought = await download(request, rooms.download, signal, tell);
  await record(rooms, file, brought.sha256, url);
  return { architecture };
}

/** Nothing when there is no file at that place. @throws DownloadError `nameTaken` when another one is */
async function adopt(bringing: Bringing, rooms: BringRooms): Promise<Brought | undefined> {
  const { file, target, signal, tell } = bringing;
  const there = await stat(target).catch(() => undefined);
  if (!there) return undefined;
  const taken = new DownloadError('nameTaken', { file: target });
  const known = rooms.records.recordOf(file.name, there);
  if (known && (file.sha256 === undefined || file.sha256 === known.sha256)) {
    return { architecture: await architectureOf(target, target) };
  }
  const expected = file.sha256 === undefined ? await found(bringing, rooms, rooms.hub()) : file;
  if ('size' in expected && expected.size !== undefined && expected.size !== there.size) throw taken;
  const { size: total } = there;
  try {
    const sha256 = await digestFile(target, rooms.download.threadPath, signal, (done) =>
      tell({ phase: 'verifying', done, total }),
    );
    if (expected.sha256 !== undefined && expected.sha256 !== sha256) throw taken;
    const architecture = await architectureOf(target, target);
    await record(rooms, file, sha256, 'url' in expected ? expected.url : 'found');
    return { architecture };
  } catch (error) {
    throw signal.aborted ? signal.reason : fileError(error, dirname(target));
  }
}

function found({ file, signal, tell }: Bringing, rooms: BringRooms, hub: Hub): Promise<HubFile> {
  tell({ phase: 'connecting', done: 0 });
  return persist(
    () => locate(file, hub, rooms.download, signal),
    { ...rooms.download, signal },
    (error) => tell({ phase: 'retrying', done: 0, error }),
  );
}

async function architectureOf(path: string, target: string): Promise<string> {
  try {
    return (await readGgufHeader(path)).architecture;
  } catch (error) {
    if (!(error instanceof GgufError)) throw fileError(error, dirname(target));
    throw new DownloadError(
      'damaged',
      { file: target, detail: error.message.slice(0, 300) },
      { cause: error },
    );
  }
}

/** A record that cannot be written costs a digest the next time, and nothing else. */
async function record({ records }: BringRooms, { name }: CatalogueFile, sha256: string, source: string) {
  await records.recordFile(name, { sha256, source }).catch(() => undefined);
}

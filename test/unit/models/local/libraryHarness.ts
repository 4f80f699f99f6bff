import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DownloadErrorKind } from '../../../../src/core/model/downloadError.ts';
import { type CatalogueFile, catalogueFile } from '../../../../src/core/model/fileCatalogue.ts';
import type { DownloadEnd, DownloadView } from '../../../../src/core/model/modelLibrary.ts';
import { createModelLibrary, type ModelLibraryOptions } from '../../../../src/models/local/modelLibrary.ts';
import { type FileServer, type FileServerOptions, startFileServer } from '../../../support/fileServer.ts';
import { FILE_THREAD } from '../../../support/fileThread.ts';
import { writeGguf } from '../../../support/gguf/ggufWriter.ts';
import { architectureMetadata } from '../../../support/gguf/qwen.ts';

export type Library = ReturnType<typeof createModelLibrary>;

/** A file of the catalogue without a digest of its own, and one with. */
export const FILE = fromCatalogue('T-lite-it-2.1-Q4_K_M');
export const OTHER = fromCatalogue('T-lite-it-2.1-Q8_0');
export const KNOWN = fromCatalogue('t-lite-it-1.0-q4_k_m');

function fromCatalogue(id: string): CatalogueFile {
  const file = catalogueFile(id);
  assert.ok(file, id);
  return file;
}

/** A whole GGUF file of `FILE`'s architecture, of a few megabytes, so that it does not come at once. */
export async function ggufBytes(architecture = FILE.architecture): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-gguf-'));
  try {
    const file = path.join(folder, 'model.gguf');
    const facts = {
      name: 'Проба',
      width: 32,
      layers: 1,
      heads: 1,
      keyValueHeads: 1,
      feedForward: 64,
      ropeBase: 1e4,
    };
    const data = (): Uint8Array[] => [Buffer.alloc(SIDE * SIDE * 4, 'данные')];
    await writeGguf(file, {
      metadata: new Map([
        ...architectureMetadata(facts),
        ['general.architecture', { type: 'string', value: architecture }],
      ]),
      tensors: [{ name: 'a.weight', type: 'F32', shape: [SIDE, SIDE], data }],
    });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
const SIDE = 800;

/** What a hub lists of a server's file, by default under the catalogue's name. */
export function hubList(server: FileServer, name = FILE.name, sha256 = server.sha256): unknown {
  const size = server.bytes.length;
  return [
    { type: 'file', path: 'README.md', size: 10 },
    { type: 'file', path: name, size, lfs: { oid: sha256, size, pointerSize: 135 } },
  ];
}

export interface Place {
  readonly server: FileServer;
  readonly folder: string;
  readonly logged: string[];
  /** One more window. */
  library(options?: Partial<ModelLibraryOptions>): Library;
  names(): Promise<string[]>;
}

/** A hub that has `FILE`, and an empty models folder. */
export async function place(
  options: FileServerOptions,
  body: (place: Place) => Promise<void>,
): Promise<void> {
  await using server = await startFileServer(0);
  server.bytes = await ggufBytes();
  server.options = { hub: hubList(server), ...options };
  const root = await mkdtemp(path.join(tmpdir(), 'tolmach-модели '));
  const folder = path.join(root, 'модели');
  const logged: string[] = [];
  const libraries: Library[] = [];
  const library: Place['library'] = (more = {}) => {
    const made = createModelLibrary({
      modelsFolder: () => folder,
      files: () => [],
      mirror: () => server.origin,
      threadPath: FILE_THREAD,
      fetch,
      inspectEngine: async () => undefined,
      letGo: async () => {},
      log: (line) => logged.push(line),
      environment: {},
      stall: 5_000,
      pauses: [],
      ...more,
    });
    libraries.push(made);
    return made;
  };
  try {
    await body({
      server,
      folder,
      logged,
      library,
      names: async () => (await readdir(folder).catch(() => [])).sort(),
    });
  } finally {
    for (const made of libraries) await made.dispose();
    await rm(root, { recursive: true, force: true });
  }
}

/** The end of the next download that ends. */
export function nextEnd(library: Library): Promise<DownloadEnd> {
  return new Promise((resolve) => {
    const heard = library.onDidEnd((end) => {
      heard.dispose();
      resolve(end);
    });
  });
}

export async function bring(library: Library, file = FILE): Promise<DownloadEnd> {
  const end = nextEnd(library);
  library.download(file);
  return end;
}

export async function fails(library: Library, kind: DownloadErrorKind, file = FILE): Promise<DownloadEnd> {
  const end = await bring(library, file);
  assert.deepEqual([end.outcome, end.error?.kind], ['failed', kind], end.error?.message);
  const view = viewOf(library, file);
  assert.deepEqual([view?.phase, view?.error?.kind], ['failed', kind]);
  return end;
}

export function viewOf(library: Library, file = FILE): DownloadView | undefined {
  return library.downloads().find((view) => view.file.id === file.id);
}

/** Resolves when a download's view is so; it is looked at with every change. */
export function seen(
  library: Library,
  isSo: (view: DownloadView) => boolean,
  file = FILE,
): Promise<DownloadView> {
  return new Promise((resolve) => {
    const look = (): void => {
      const view = viewOf(library, file);
      if (!view || !isSo(view)) return;
      heard.dispose();
      resolve(view);
    };
    const heard = library.onDidChange(look);
    look();
  });
}

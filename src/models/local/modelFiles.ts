import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError } from '../../core/model/modelError.ts';
import { type GgufHeader, readGgufHeader } from './ggufHeader.ts';

/** A model in several files: the engine finds the second and further ones by the first. */
const PART = /-(\d{5})-of-(\d{5})\.gguf$/i;
const FIRST = '00001';

export interface ModelFile {
  /** File name: the model's id. */
  readonly name: string;
  readonly path: string;
  /** Lies outside the models folder. */
  readonly foreign: boolean;
}

/**
 * The GGUF files of the models folder, and others that the settings name; of two of the same name that of the folder
 * counts. Headers are read once and again when the file has changed.
 */
export class ModelFiles {
  readonly #folder: () => string;
  readonly #others: () => readonly string[];
  readonly #known = new Map<string, { readonly stamp: string; readonly header: GgufHeader }>();

  /** @param others paths */
  constructor(folder: () => string, others: () => readonly string[] = () => []) {
    this.#folder = folder;
    this.#others = others;
  }

  /** Where a model lies; its place in the models folder when it lies nowhere. */
  async path(id: string): Promise<string> {
    const own = join(this.#folder(), id);
    if (await isFile(own)) return own;
    const named = this.#others().filter((path) => basename(path) === id);
    for (const path of named) if (await isFile(path)) return path;
    return own;
  }

  /** By name, damaged ones included. What is not there is left out: the folder, or a file that the settings name. */
  async list(): Promise<ModelFile[]> {
    const folder = this.#folder();
    const names = await readdir(folder).catch(() => []);
    const files = new Map<string, ModelFile>();
    for (const name of names)
      if (isModel(name)) files.set(name, { name, path: join(folder, name), foreign: false });
    for (const path of this.#others()) {
      const name = basename(path);
      if (!files.has(name) && (await isFile(path))) files.set(name, { name, path, foreign: true });
    }
    return [...files.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async names(): Promise<string[]> {
    return (await this.list()).map(({ name }) => name);
  }

  /** @throws ModelError `notFound`, or `modelDamaged` with the file and what is wrong with it */
  async header(id: string): Promise<GgufHeader> {
    const file = await this.path(id);
    try {
      const { size, mtimeMs } = await stat(file);
      const stamp = `${size} ${mtimeMs}`;
      const known = this.#known.get(file);
      if (known?.stamp === stamp) return known.header;
      const header = await readGgufHeader(file);
      this.#known.set(file, { stamp, header });
      return header;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const kind = missing ? 'notFound' : 'modelDamaged';
      throw new ModelError(kind, { model: id, file, detail: detail.slice(0, 300) }, { cause: error });
    }
  }
}

/** Why a file can be no model; nothing when it can, as far as its structure shows. */
export async function checkModelFile(path: string): Promise<ModelError | undefined> {
  try {
    await new ModelFiles(() => dirname(path)).header(basename(path));
    return undefined;
  } catch (error) {
    return ModelError.from(error);
  }
}

/** Paths of all the files of a model, the one that it is named by first. */
export function partsOf(path: string): readonly string[] {
  const [ending, , count = ''] = PART.exec(path) ?? [];
  if (ending === undefined) return [path];
  const numbers = Array.from({ length: Number(count) }, (_, index) => String(index + 1).padStart(5, '0'));
  return numbers.map(
    (number) => `${path.slice(0, -ending.length)}-${number}-of-${count}${path.slice(-'.gguf'.length)}`,
  );
}

function isModel(name: string): boolean {
  const part = PART.exec(name)?.[1];
  return /\.gguf$/i.test(name) && (part === undefined || part === FIRST);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

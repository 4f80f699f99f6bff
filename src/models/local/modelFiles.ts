import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../core/model/modelError.ts';
import { type GgufHeader, readGgufHeader } from './ggufHeader.ts';

/** Second and further parts of a model in several files: the engine finds them by the first. */
const LATER_PART = /-(?!00001)\d{5}-of-\d{5}\.gguf$/i;

/** The GGUF files of the models folder. Headers are read once and again when the file has changed. */
export class ModelFiles {
  readonly #folder: () => string;
  readonly #known = new Map<string, { readonly stamp: string; readonly header: GgufHeader }>();

  constructor(folder: () => string) {
    this.#folder = folder;
  }

  path(id: string): string {
    return join(this.#folder(), id);
  }

  /** Names of the files, damaged ones included; none when there is no such folder. */
  async names(): Promise<string[]> {
    const names = await readdir(this.#folder()).catch(() => []);
    return names.filter((name) => /\.gguf$/i.test(name) && !LATER_PART.test(name)).sort();
  }

  /** @throws ModelError `notFound`, or `modelDamaged` with the file and what is wrong with it */
  async header(id: string): Promise<GgufHeader> {
    const file = this.path(id);
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

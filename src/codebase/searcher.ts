import path from 'node:path';
import type { Query, Snippet } from '../core/retrieval/codebase.ts';
import { conceptsOf } from '../core/retrieval/concepts.ts';
import { Gatherer } from '../core/retrieval/gather.ts';
import { isNamed, namedFiles } from '../core/retrieval/namedFiles.ts';
import { type Place, rank } from '../core/retrieval/rank.ts';
import { PATH_MARK, type TermReader } from '../core/retrieval/terms.ts';
import { linesOf, readText, sourceBuffer } from './readSource.ts';
import type { ChunkRecord, Store } from './store.ts';

/** So many places are read and ranked by their texts. */
const READ_PLACES = 60;
const LONGEST_PLACE = 8000;
/** Of the files that a question calls by name: so many names, files like it looked at, and places of each. */
const NAMED = { names: 4, alike: 400, places: 4 };

/** Answers one question from the index and the files. */
export class Searcher {
  readonly #store: Store;
  readonly #reader: TermReader;
  readonly #gatherer = new Gatherer();
  readonly #buffer = sourceBuffer();

  constructor(store: Store, reader: TermReader) {
    this.#store = store;
    this.#reader = reader;
  }

  search(query: Query, limit: number): Snippet[] {
    const concepts = conceptsOf(query);
    const gathered = this.#gatherer.gather(concepts, {
      total: this.#store.chunkCount(),
      greatestId: this.#store.greatestChunk(),
      chunksWith: (terms, most) => this.#store.chunksWith(terms, most),
    });
    const ids = new Set([...this.#named(query.text), ...gathered.candidates.map(({ id }) => id)]);
    const places = this.#read(this.#store.chunks([...ids].slice(0, READ_PLACES)));
    return rank(places, gathered.concepts, query, this.#reader).slice(0, limit);
  }

  /** First places of the files that are called by name, whatever stands in them. */
  #named(text: string): number[] {
    return namedFiles(text)
      .slice(0, NAMED.names)
      .flatMap((name) => {
        const terms = Array.from(this.#reader.read(name).terms, (term) => PATH_MARK + term);
        if (terms.length === 0) return [];
        const alike = this.#store.chunks([...this.#store.chunksWith(terms, NAMED.alike)]);
        const called = alike.filter(({ path: file }) => isNamed(file, [name]));
        return called.slice(0, NAMED.places).map(({ id }) => id);
      });
  }

  /** The texts of the chunks, as their files hold them now; a file that is gone has no places. */
  #read(chunks: readonly ChunkRecord[]): Place[] {
    const byFile = new Map<number, ChunkRecord[]>();
    for (const chunk of chunks) byFile.set(chunk.file, [...(byFile.get(chunk.file) ?? []), chunk]);
    return Array.from(byFile.values()).flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const text = readText(path.join(first.folder, first.path), this.#buffer);
      if (text === undefined) return [];
      const lines = linesOf(text);
      return group.flatMap(({ folder, path: file, name, ...chunk }): Place[] => {
        const { startLine, endLine } = withoutBlankEnds(lines, chunk);
        const piece = lines
          .slice(startLine - 1, endLine)
          .join('\n')
          .slice(0, LONGEST_PLACE);
        if (piece === '') return [];
        return [{ folder, path: file, startLine, endLine, text: piece, definition: name }];
      });
    });
  }
}

/** The lines that are there and say something: blank ones at the ends are nobody's place. */
function withoutBlankEnds(
  lines: readonly string[],
  { startLine, endLine }: Pick<ChunkRecord, 'startLine' | 'endLine'>,
): { readonly startLine: number; readonly endLine: number } {
  const isBlank = (line: number): boolean => (lines[line - 1] ?? '').trim() === '';
  let [first, last] = [startLine, Math.min(endLine, lines.length)];
  while (last > first && isBlank(last)) last--;
  while (first < last && isBlank(first)) first++;
  return { startLine: first, endLine: last };
}

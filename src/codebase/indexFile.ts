import { DEFINITION_MARK, PATH_MARK, type TermReader } from '../core/retrieval/terms.ts';
import { cutIntoChunks } from './chunks.ts';
import { linesOf } from './readSource.ts';
import type { NewChunk } from './store.ts';

/** The chunks of a file, with the terms of their text, of the definitions that begin in them, and of the path. */
export function chunksOf(path: string, text: string, reader: TermReader): NewChunk[] {
  const lines = linesOf(text);
  const pathTerms = Array.from(reader.read(path).terms, (term) => PATH_MARK + term);
  return cutIntoChunks(path, lines).map(({ startLine, endLine, name, definitions }) => {
    const { terms, words } = reader.read(lines.slice(startLine - 1, endLine).join('\n'));
    // What holds a definition is part of what it is about.
    for (const term of reader.read(name).terms) terms.add(term);
    for (const term of reader.read(definitions.join(' ')).terms) terms.add(DEFINITION_MARK + term);
    for (const term of pathTerms) terms.add(term);
    return { startLine, endLine, name, words, terms };
  });
}

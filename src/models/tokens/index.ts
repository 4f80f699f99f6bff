import { readFile } from 'node:fs/promises';
import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { BytePairTokenizer } from './bytePairTokenizer.ts';
import { Calibration } from './calibratedCounter.ts';

/**
 * Counters for all models: exact for those with Qwen2.5's tokenizer, for each other one that learns. The vocabulary is
 * read once, with the first of them; a failed reading is tried again with the next.
 * @param vocabularyPath the file that the build made by `packTokenizerJson`
 */
export function createCounters(vocabularyPath: string): (card: ModelCard) => Promise<TokenCounter> {
  let tokenizer: Promise<BytePairTokenizer> | undefined;
  const calibrations = new Map<string, Calibration>();

  const open = async (): Promise<BytePairTokenizer> => {
    try {
      return new BytePairTokenizer(await readFile(vocabularyPath));
    } catch (error) {
      tokenizer = undefined;
      throw error;
    }
  };
  return async (card) => {
    tokenizer ??= open();
    const qwen = await tokenizer;
    if (card.tokenizer === 'qwen2.5') return qwen;
    const calibration = calibrations.get(card.id) ?? new Calibration(qwen);
    calibrations.set(card.id, calibration);
    return calibration.counter;
  };
}

import type { Filter } from '../completion.ts';
import { PROMPT_SENTENCES } from '../forms/sentences.ts';

const sentences = PROMPT_SENTENCES.map((sentence) => sentence.replace(/[.:]+$/, '').toLowerCase());

/** Nothing at all when the model recites its own instructions. */
export const withoutPromptText: Filter = (text) => {
  const lower = text.toLowerCase();
  return sentences.some((sentence) => lower.includes(sentence)) ? '' : text;
};

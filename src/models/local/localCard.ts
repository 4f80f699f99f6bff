import { cardFor } from '../../core/model/catalogue.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { DIGESTED_TOKENS, type GgufHeader } from './ggufHeader.ts';

/** Digest of the first `DIGESTED_TOKENS` tokens of Qwen2.5, which T-Lite 1.0 and T-Pro 1.0 keep. */
const QWEN_2_5_DIGEST = 2264778962;

/**
 * Card of a local file. What the file says of itself counts more than what its name suggests.
 * @param contextWindow tokens, as the user set them
 */
export function localCard(id: string, header: GgufHeader, contextWindow: number): ModelCard {
  const window = Math.min(contextWindow, header.contextLength ?? contextWindow);
  const template = header.chatTemplate ?? '';
  const reasoning = template.includes('enable_thinking');
  const card = cardFor(id, { window, rawCompletions: true, reasoning });
  const qwen = /^qwen[23]/.test(header.architecture);
  const sameVocabulary = header.tokenCount >= DIGESTED_TOKENS && header.vocabularyDigest === QWEN_2_5_DIGEST;
  return {
    ...card,
    id,
    window,
    windowKnown: true,
    template: qwen && template.includes('<|im_start|>') ? 'chatml' : 'unknown',
    tokenizer: sameVocabulary ? 'qwen2.5' : 'unknown',
    reasoning,
    rawCompletions: true,
    ...(header.training ? { training: true, name: header.name ?? card.name } : {}),
  };
}

/** Card of a file that cannot be read: it is shown, and says what is wrong when it is asked. */
export function damagedCard(id: string, contextWindow: number): ModelCard {
  return { ...cardFor(id, { rawCompletions: true }), id, window: contextWindow, windowKnown: false };
}

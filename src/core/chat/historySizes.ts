import type { TokenCounter } from '../context/tokenCounter.ts';
import type { Turn } from './chat.ts';

/** `<|im_start|>role\n` and `<|im_end|>\n` around each message: exact for ChatML, close for other templates. */
export const MESSAGE_TOKENS = 5;

/** Turns do not change: each is counted once for each counter. */
const turnSizes = new WeakMap<TokenCounter, WeakMap<Turn, number>>();

/** Tokens of a question as it was sent and of its answer, with the template around them. */
export function turnTokens(turn: Turn, counter: TokenCounter): number {
  const known = turnSizes.get(counter) ?? new WeakMap<Turn, number>();
  turnSizes.set(counter, known);
  const { question, answer } = turn;
  const size =
    known.get(turn) ??
    counter.count(question.sent ?? question.text) + counter.count(answer.text) + 2 * MESSAGE_TOKENS;
  known.set(turn, size);
  return size;
}

/**
 * Tokens of the newest turns, oldest first, up to the one that overflows `room`: older ones cannot stay, and to count
 * a chat of a thousand turns would hold up the editor.
 */
export function newestSizes(past: readonly Turn[], room: number, counter: TokenCounter): number[] {
  const sizes: number[] = [];
  let total = 0;
  for (const turn of past.toReversed()) {
    if (total > room) break;
    const size = turnTokens(turn, counter);
    sizes.unshift(size);
    total += size;
  }
  return sizes;
}

/** Turns that a request can repeat: those that were answered. */
export function answered(turns: readonly Turn[]): readonly Turn[] {
  return turns.filter(({ answer }) => answer.text !== '');
}

export const sumOf = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

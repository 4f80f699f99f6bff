import { hashOf } from './tokens.ts';

/** What a cache has of a prompt, and how it learns what was evaluated. */
export interface Match {
  /** Tokens of the prompt that need not be evaluated. */
  readonly cached: number;
  /** The prompt was evaluated up to this token, and these were generated. */
  keep(evaluated: number, generated: readonly string[]): void;
}

export interface PrefixCache {
  match(prompt: readonly string[]): Match;
}

/** llama-server with one slot: the longest common beginning with what the slot holds, generated tokens included. */
export class SlotCache implements PrefixCache {
  #slot: readonly string[] = [];

  match(prompt: readonly string[]): Match {
    let common = 0;
    while (common < prompt.length && this.#slot[common] === prompt[common]) common += 1;
    return {
      // One token is always evaluated: its logits are needed.
      cached: Math.min(common, Math.max(prompt.length - 1, 0)),
      keep: (evaluated, generated) => {
        this.#slot = [...prompt.slice(0, evaluated), ...generated];
      },
    };
  }
}

const BLOCK = 16;
const MOST_BLOCKS = 25_000;

/** vLLM's automatic prefix caching: full blocks, each known by all before it, shared by all requests. */
export class BlockCache implements PrefixCache {
  /** In the order of their last use. */
  readonly #blocks = new Set<string>();

  match(prompt: readonly string[]): Match {
    let cached = 0;
    for (const block of blocksOf(prompt)) {
      if (!this.#blocks.has(block)) break;
      this.#touch(block);
      cached += BLOCK;
    }
    // The last block is evaluated again when all are known.
    if (cached >= prompt.length) cached = Math.max(0, cached - BLOCK);
    return {
      cached,
      keep: (evaluated, generated) => {
        for (const block of blocksOf([...prompt.slice(0, evaluated), ...generated])) this.#touch(block);
        for (const oldest of this.#blocks) {
          if (this.#blocks.size <= MOST_BLOCKS) break;
          this.#blocks.delete(oldest);
        }
      },
    };
  }

  #touch(block: string): void {
    this.#blocks.delete(block);
    this.#blocks.add(block);
  }
}

function blocksOf(tokens: readonly string[]): string[] {
  const blocks: string[] = [];
  let hash: number | undefined;
  for (let at = 0; at + BLOCK <= tokens.length; at += BLOCK) {
    hash = hashOf(tokens.slice(at, at + BLOCK).join('\u0001'), hash);
    blocks.push(`${at}:${hash}`);
  }
  return blocks;
}

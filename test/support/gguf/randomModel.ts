import { type MetadataValue, TENSOR_TYPE, type Tensor, tensorBytes, writeGguf } from './ggufWriter.ts';
import { architectureMetadata, readQwenVocabulary, tokenizerMetadata, VOCABULARY_SIZE } from './qwen.ts';

/** Shapes of qwen2 models. `half` are those of the published 0.5B model, 530 MB; `tiny` makes a file of 16 MB. */
const SHAPES = {
  tiny: { width: 64, layers: 2, heads: 2, keyValueHeads: 1, feedForward: 128 },
  half: { width: 896, layers: 24, heads: 14, keyValueHeads: 2, feedForward: 4864 },
} as const;

/**
 * Writes a model of seeded random weights: it speaks nonsense at the speed of a real model of its shape. For
 * measuring, and for trying Stop on prompts that take their time.
 */
export async function buildRandomModel(path: string, shape: keyof typeof SHAPES): Promise<void> {
  const { width, layers, heads, keyValueHeads, feedForward } = SHAPES[shape];
  const metadata = new Map<string, MetadataValue>([
    ...architectureMetadata({ name: `random ${shape}`, ...SHAPES[shape], ropeBase: 1e6 }),
    ...tokenizerMetadata(await readQwenVocabulary()),
  ]);
  const random = new RandomBytes();
  const matrix = (name: string, ...shape: number[]): Tensor => ({
    name: `${name}.weight`,
    type: 'Q8_0',
    shape,
    data: () => random.blocks(tensorBytes('Q8_0', shape)),
  });
  const constant = (name: string, length: number, value: number): Tensor => ({
    name,
    type: 'F32',
    shape: [length],
    data: () => [new Uint8Array(new Float32Array(length).fill(value).buffer)],
  });
  const keyValueWidth = (width / heads) * keyValueHeads;
  const layer = (index: number): Tensor[] => {
    const block = `blk.${index}`;
    return [
      constant(`${block}.attn_norm.weight`, width, 1),
      matrix(`${block}.attn_q`, width, width),
      matrix(`${block}.attn_k`, width, keyValueWidth),
      matrix(`${block}.attn_v`, width, keyValueWidth),
      constant(`${block}.attn_q.bias`, width, 0),
      constant(`${block}.attn_k.bias`, keyValueWidth, 0),
      constant(`${block}.attn_v.bias`, keyValueWidth, 0),
      matrix(`${block}.attn_output`, width, width),
      constant(`${block}.ffn_norm.weight`, width, 1),
      matrix(`${block}.ffn_gate`, width, feedForward),
      matrix(`${block}.ffn_up`, width, feedForward),
      matrix(`${block}.ffn_down`, feedForward, width),
    ];
  };
  const tensors = [
    matrix('token_embd', width, VOCABULARY_SIZE),
    constant('output_norm.weight', width, 1),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
  ];
  await writeGguf(path, { metadata, tensors });
}

/** 2^-12 as an IEEE half: with quants of 8 bits, weights that spread by about 0.02. */
const SCALE = (15 - 12) << 10;
const POOL_BLOCKS = 1 << 16;
const BLOCK = TENSOR_TYPE.Q8_0.bytes;

/** One pool of random blocks, used from ever other places: half a gigabyte in a second. */
class RandomBytes {
  readonly #pool = Buffer.alloc(POOL_BLOCKS * BLOCK);
  #state = 0x9e3779b9;

  constructor() {
    for (let at = 0; at + 4 <= this.#pool.length; at += 4) this.#pool.writeUInt32LE(this.#next(), at);
    for (let at = 0; at < this.#pool.length; at += BLOCK) this.#pool.writeUInt16LE(SCALE, at);
  }

  *blocks(size: number): Generator<Uint8Array> {
    let left = size;
    while (left > 0) {
      const from = (this.#next() % POOL_BLOCKS) * BLOCK;
      const length = Math.min(left, this.#pool.length - from);
      yield this.#pool.subarray(from, from + length);
      left -= length;
    }
  }

  /** xorshift32 */
  #next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state;
  }
}

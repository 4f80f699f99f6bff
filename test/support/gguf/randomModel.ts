import { TENSOR_TYPE, type Tensor, type TensorType, tensorBytes, writeGguf } from './ggufWriter.ts';
import { architectureMetadata, readQwenVocabulary, tokenizerMetadata, VOCABULARY_SIZE } from './qwen.ts';

/** Which type a matrix is quantised to. */
type Quantization = (matrix: string, layer: number) => RandomType;
type RandomType = Exclude<TensorType, 'F32' | 'Q4_0'>;

export interface Shape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly feedForward: number;
}

const allQ80: Quantization = () => 'Q8_0';

/** Six bits for the output and for half of the value and down matrices, as llama.cpp mixes Q4_K_M. */
const mixedQ4: Quantization = (matrix, layer) => {
  const fine = layer < 4 || layer >= 24 || (layer - 4) % 3 === 2;
  return matrix === 'output' || (fine && ['attn_v', 'ffn_down'].includes(matrix)) ? 'Q6_K' : 'Q4_K';
};

/** `tiny` makes a file of 16 MB; `half` is the published 0.5B model in Q8_0, 530 MB; `seven` the 7B one in Q4_K_M, 4.7 GB. */
const MODELS = {
  tiny: {
    shape: { width: 64, layers: 2, heads: 2, keyValueHeads: 1, feedForward: 128 },
    quantization: allQ80,
    tied: true,
  },
  half: {
    shape: { width: 896, layers: 24, heads: 14, keyValueHeads: 2, feedForward: 4864 },
    quantization: allQ80,
    tied: true,
  },
  seven: {
    shape: { width: 3584, layers: 28, heads: 28, keyValueHeads: 4, feedForward: 18944 },
    quantization: mixedQ4,
    tied: false,
  },
} as const;

export type RandomModel = keyof typeof MODELS;

/**
 * Writes a model of seeded random weights: it speaks nonsense at the speed of a real model of its shape. For
 * measuring, and for trying Stop on prompts that take their time.
 */
export async function buildRandomModel(path: string, name: RandomModel): Promise<void> {
  const { shape, quantization, tied } = MODELS[name];
  const metadata = new Map([
    ...architectureMetadata({ name: `random ${name}`, ...shape, ropeBase: 1e6 }),
    ...tokenizerMetadata(await readQwenVocabulary()),
  ]);
  const random = new RandomTensors();
  const table = (matrix: string): Tensor =>
    random.matrix(`${matrix}.weight`, quantization(matrix, 0), shape.width, VOCABULARY_SIZE);
  const layers = Array.from({ length: shape.layers }, (_, index) =>
    randomLayer(random, index, shape, quantization),
  );
  await writeGguf(path, {
    metadata,
    tensors: [
      table('token_embd'),
      constant('output_norm.weight', shape.width, 1),
      ...(tied ? [] : [table('output')]),
      ...layers.flat(),
    ],
  });
}

/** One layer of the network, its matrices random. */
export function randomLayer(
  random: RandomTensors,
  index: number,
  { width, heads, keyValueHeads, feedForward }: Shape,
  quantization: Quantization = allQ80,
): Tensor[] {
  const block = `blk.${index}`;
  const keyValueWidth = (width / heads) * keyValueHeads;
  const matrix = (name: string, from: number, to: number): Tensor =>
    random.matrix(`${block}.${name}.weight`, quantization(name, index), from, to);
  return [
    constant(`${block}.attn_norm.weight`, width, 1),
    matrix('attn_q', width, width),
    matrix('attn_k', width, keyValueWidth),
    matrix('attn_v', width, keyValueWidth),
    constant(`${block}.attn_q.bias`, width, 0),
    constant(`${block}.attn_k.bias`, keyValueWidth, 0),
    constant(`${block}.attn_v.bias`, keyValueWidth, 0),
    matrix('attn_output', width, width),
    constant(`${block}.ffn_norm.weight`, width, 1),
    matrix('ffn_gate', width, feedForward),
    matrix('ffn_up', width, feedForward),
    matrix('ffn_down', feedForward, width),
  ];
}

function constant(name: string, length: number, value: number): Tensor {
  return {
    name,
    type: 'F32',
    shape: [length],
    data: () => [new Uint8Array(new Float32Array(length).fill(value).buffer)],
  };
}

/** Blocks in the pool of each type. */
const POOL_BLOCKS = 1 << 14;

/**
 * Where the scales of a block stand, as halves, and their values: with random quants under them weights spread by
 * about 0.02.
 */
const SCALES: Readonly<Record<RandomType, readonly (readonly [at: number, value: number])[]>> = {
  Q8_0: [[0, half(-12)]],
  // The scale, and that of the minima, which lie at the middle of the quants: 7.5 of 15.
  Q4_K: [
    [0, half(-13)],
    [2, half(-10)],
  ],
  Q6_K: [[208, half(-16)]],
};

/** 2^exponent as an IEEE half. */
function half(exponent: number): number {
  return exponent >= -14 ? (15 + exponent) << 10 : 1 << (24 + exponent);
}

/** One pool of random blocks of each type, used from ever other places: half a gigabyte in a second. */
export class RandomTensors {
  readonly #pools = new Map<RandomType, Buffer>();
  #state = 0x9e3779b9;

  matrix(name: string, type: RandomType, ...shape: readonly number[]): Tensor {
    return { name, type, shape, data: () => this.#blocks(type, tensorBytes(type, shape)) };
  }

  *#blocks(type: RandomType, size: number): Generator<Uint8Array> {
    const pool = this.#pool(type);
    let left = size;
    while (left > 0) {
      const from = (this.#next() % POOL_BLOCKS) * TENSOR_TYPE[type].bytes;
      const length = Math.min(left, pool.length - from);
      yield pool.subarray(from, from + length);
      left -= length;
    }
  }

  #pool(type: RandomType): Buffer {
    const known = this.#pools.get(type);
    if (known) return known;
    const { bytes } = TENSOR_TYPE[type];
    const pool = Buffer.alloc(POOL_BLOCKS * bytes);
    for (let at = 0; at + 4 <= pool.length; at += 4) pool.writeUInt32LE(this.#next(), at);
    for (let at = 0; at < pool.length; at += bytes) {
      for (const [place, value] of SCALES[type]) pool.writeUInt16LE(value, at + place);
    }
    this.#pools.set(type, pool);
    return pool;
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

import { type MetadataValue, type Tensor, tensorBytes, writeGguf } from './ggufWriter.ts';
import {
  architectureMetadata,
  CONTEXT_LENGTH,
  type QwenVocabulary,
  tokenizerMetadata,
  VOCABULARY_SIZE,
} from './qwen.ts';
import { RandomTensors, randomLayer, type Shape } from './randomModel.ts';
import type { Rule } from './scriptRules.ts';

/**
 * A qwen2 network that is constructed, not trained: it says what its rules say, greedy or sampled, with any
 * engine that runs qwen2.
 *
 * - A token's embedding is its code word of 31 signs and a constant 1, in the first 32 of `WIDTH` places. The code
 *   words are those of the BCH(31,21) code, so any two differ in at least 5 signs.
 * - The first attention layer has query and key biases and no weights: by the phase of RoPE alone head `h` looks at
 *   the token `h` places back, and copies its code word into block `h`. So the layer sees the last `REACH` tokens.
 * - Each unit of the feed-forward layer is one rule: a gate that opens only when all code words that the rule names
 *   are there, and then adds the next token's code word to block 0, which the tied output layer reads. Rules that
 *   name more tokens speak louder. With no rule at all the turn ends.
 * - There may be ballast: more places, units and layers, which cost the time of a real model and say nothing.
 */

const BLOCK = 32;
/** How many tokens back, the newest included, a rule can see. */
export const REACH = 8;
/** Places that the network uses, of all. */
const WIDTH = BLOCK * REACH;
const SIGNS = BLOCK - 1;
const ROPE_BASE = 10000;
/** Steepness of a rule's gate: silu(16) is 16, silu(-16) is 0 for all purposes. */
const STEEP = 16;
/** The scale of a quantised block, 1, as an IEEE half. */
const HALF_ONE = 0x3c00;

/** The weight of a 0.5B model. Its heads are as small as the network's own. */
export const HALF_BALLAST: Shape = {
  width: 896,
  layers: 24,
  heads: 896 / BLOCK,
  keyValueHeads: 4,
  feedForward: 4864,
};

export async function writeScriptedModel(
  path: string,
  name: string,
  vocabulary: QwenVocabulary,
  rules: readonly Rule[],
  endOfTurn: number,
  ballast?: Shape,
): Promise<void> {
  const feedForward = Math.ceil((rules.length + 1) / BLOCK) * BLOCK;
  const bare = { width: WIDTH, layers: 1, heads: REACH, keyValueHeads: 1, feedForward };
  const shape = ballast ?? bare;
  if (shape.feedForward < feedForward) throw new Error(`${rules.length} rules do not fit into the ballast`);
  const metadata = new Map<string, MetadataValue>([
    ...architectureMetadata({ name, ...shape, ropeBase: ROPE_BASE }),
    ['tolmach.training', { type: 'bool', value: true }],
    ...tokenizerMetadata(vocabulary),
  ]);
  await writeGguf(path, {
    metadata,
    tensors: [
      ballast ? wideEmbedding(shape) : embedding(),
      ...attention(shape),
      ...feedForwardLayer(rules, shape, endOfTurn),
      ...silentLayers(shape),
    ],
  });
}

/** Layers that compute and add nothing. */
function silentLayers(shape: Shape): Tensor[] {
  const random = new RandomTensors();
  const layers = Array.from({ length: shape.layers - 1 }, (_, index) =>
    randomLayer(random, index + 1, shape),
  );
  return layers.flat().map((tensor) => {
    if (!/attn_output|ffn_down/.test(tensor.name)) return tensor;
    return { ...tensor, data: () => [new Uint8Array(tensorBytes(tensor.type, tensor.shape))] };
  });
}

/** Code word of a token: 21 bits of its id, then the remainder by the generator of BCH(31,21). */
function codeWord(token: number): number {
  const GENERATOR = 0b11101101001;
  let remainder = token << 10;
  for (let bit = 30; bit >= 10; bit--) if (remainder & (1 << bit)) remainder ^= GENERATOR << (bit - 10);
  return (token << 10) | remainder;
}

/** Sign `index` of the token's code word; the last place holds the constant 1. */
function sign(token: number, index: number): 1 | -1 {
  return index === SIGNS || (codeWord(token) >>> index) & 1 ? 1 : -1;
}

function embedding(): Tensor {
  return { name: 'token_embd.weight', type: 'Q4_0', shape: [WIDTH, VOCABULARY_SIZE], data: embeddingRows };
}

function wideEmbedding({ width }: Shape): Tensor {
  const shape = [width, VOCABULARY_SIZE];
  return { name: 'token_embd.weight', type: 'Q8_0', shape, data: () => wideEmbeddingRows(width) };
}

function* wideEmbeddingRows(width: number): Generator<Uint8Array> {
  for (let token = 0; token < VOCABULARY_SIZE; token++) {
    const row = Buffer.alloc(tensorBytes('Q8_0', [width]));
    row.writeUInt16LE(HALF_ONE, 0);
    for (let index = 0; index < BLOCK; index++) row.writeInt8(sign(token, index), 2 + index);
    yield row;
  }
}

function* embeddingRows(): Generator<Uint8Array> {
  const ROWS = 4096;
  const rowBytes = tensorBytes('Q4_0', [WIDTH, 1]);
  const blockBytes = rowBytes / REACH;
  for (let first = 0; first < VOCABULARY_SIZE; first += ROWS) {
    // 0x88 is a pair of zeros: a quant of 4 bits stands for itself less 8.
    const rows = Buffer.alloc(Math.min(ROWS, VOCABULARY_SIZE - first) * rowBytes, 0x88);
    for (let at = 0; at < rows.length; at += blockBytes) rows.writeUInt16LE(HALF_ONE, at);
    for (let row = 0; row < rows.length / rowBytes; row++) {
      for (let index = 0; index < BLOCK / 2; index++) {
        const low = 8 + sign(first + row, index);
        const high = 8 + sign(first + row, index + BLOCK / 2);
        rows[row * rowBytes + 2 + index] = low | (high << 4);
      }
    }
    yield rows;
  }
}

function attention({ width, keyValueHeads }: Shape): Tensor[] {
  const half = BLOCK / 2;
  const frequencies = Array.from({ length: half }, (_, index) => ROPE_BASE ** (-index / half));
  // The score of a wrong distance falls short by at least `gap`; scaled, that is 25 nats.
  let gap = Number.POSITIVE_INFINITY;
  for (let distance = 1; distance < CONTEXT_LENGTH; distance++) {
    gap = Math.min(
      gap,
      frequencies.reduce((sum, frequency) => sum + 1 - Math.cos(frequency * distance), 0),
    );
  }
  const strength = Math.sqrt((25 * Math.sqrt(BLOCK)) / gap);
  const queryBias = (index: number): number => {
    if (index >= WIDTH) return 0;
    const angle = -Math.floor(index / BLOCK) * (frequencies[index % half] ?? 0);
    return strength * (index % BLOCK < half ? Math.cos(angle) : Math.sin(angle));
  };
  const nothing = (): number => 0;
  const keyValueWidth = keyValueHeads * BLOCK;
  return [
    vector('output_norm.weight', width, () => 2 * Math.sqrt(WIDTH / width)),
    // Undoes the normalisation of 32 ones among all places.
    vector('blk.0.attn_norm.weight', width, () => Math.sqrt(BLOCK / width)),
    matrix('blk.0.attn_q.weight', width, width, nothing),
    matrix('blk.0.attn_k.weight', keyValueWidth, width, nothing),
    matrix('blk.0.attn_v.weight', keyValueWidth, width, (row, column) => (column === row % BLOCK ? 1 : 0)),
    vector('blk.0.attn_q.bias', width, queryBias),
    vector('blk.0.attn_k.bias', keyValueWidth, (index) => (index % BLOCK < half ? strength : 0)),
    vector('blk.0.attn_v.bias', keyValueWidth, nothing),
    // Block 0 holds the newest token already.
    matrix('blk.0.attn_output.weight', width, width, (row, column) =>
      row >= BLOCK && row < WIDTH && row === column ? 1 : 0,
    ),
  ];
}

function feedForwardLayer(
  rules: readonly Rule[],
  { width, feedForward: units }: Shape,
  endOfTurn: number,
): Tensor[] {
  /** Positive only when every sign that the rule names is there. */
  const gate = (unit: number, column: number): number => {
    if (unit === rules.length) return column === SIGNS ? STEEP : 0;
    const rule = rules[unit];
    if (!rule) return 0;
    const token = rule.context[Math.floor(column / BLOCK)];
    const named = rule.context.filter((seen) => seen !== undefined).length;
    const threshold = column === SIGNS ? STEEP * (BLOCK * named - 1) : 0;
    return (token === undefined ? 0 : STEEP * sign(token, column % BLOCK)) - threshold;
  };
  const down = (row: number, unit: number): number => {
    if (row >= SIGNS) return 0;
    if (unit === rules.length) return (2 / STEEP) * sign(endOfTurn, row);
    const rule = rules[unit];
    if (!rule) return 0;
    // Four times the voice for each token named: no sum of shorter rules drowns a longer one.
    const named = rule.context.filter((seen) => seen !== undefined).length;
    return ((2 * 4 ** named) / STEEP) * sign(rule.next, row);
  };
  return [
    vector('blk.0.ffn_norm.weight', width, () => Math.sqrt(WIDTH / width)),
    matrix('blk.0.ffn_gate.weight', units, width, gate),
    matrix('blk.0.ffn_up.weight', units, width, (_row, column) => (column === SIGNS ? 1 : 0)),
    matrix('blk.0.ffn_down.weight', width, units, down),
  ];
}

function vector(name: string, length: number, value: (index: number) => number): Tensor {
  return { name, type: 'F32', shape: [length], data: () => [floats(length, value)] };
}

function matrix(
  name: string,
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): Tensor {
  const data = (): Uint8Array[] => [
    floats(rows * columns, (index) => value(Math.floor(index / columns), index % columns)),
  ];
  return { name, type: 'F32', shape: [columns, rows], data };
}

function floats(length: number, value: (index: number) => number): Uint8Array {
  return new Uint8Array(Float32Array.from({ length }, (_, index) => value(index)).buffer);
}

import { type FileHandle, open } from 'node:fs/promises';
import { ByteReader, GgufError } from './byteReader.ts';

/**
 * What the header of a GGUF file says, read without the engine and without keeping the vocabulary.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little endian).
 */
export interface GgufHeader {
  /** `general.architecture`: `qwen2`, `qwen3`, `llama`, … */
  readonly architecture: string;
  readonly name: string | undefined;
  /** Tokens that the model was trained on at once. */
  readonly contextLength: number | undefined;
  readonly blockCount: number | undefined;
  /** Of one context window, in bytes a token at 16 bits; nothing where the layers differ or the file does not say. */
  readonly cacheBytesPerToken: number | undefined;
  readonly endToken: number | undefined;
  readonly chatTemplate: string | undefined;
  /** `tokenizer.ggml.model`: `gpt2`, `llama`, … */
  readonly tokenizer: string | undefined;
  readonly tokenCount: number;
  /** FNV-1a of the texts of the first `DIGESTED_TOKENS` tokens: tells one vocabulary from another. */
  readonly vocabularyDigest: number;
  /** The constructed model of `npm start`. */
  readonly training: boolean;
}

/** Ordinary tokens of Qwen2.5's vocabulary; what follows are special tokens and padding, which differ. */
export const DIGESTED_TOKENS = 151_643;

export type MetadataValue = string | number | boolean | undefined;

/** Bytes of the scalar types by their number in the format; strings (8) and arrays (9) have no fixed size. */
const SCALAR_BYTES: Readonly<Record<number, number>> = {
  0: 1, // u8
  1: 1, // i8
  2: 2, // u16
  3: 2, // i16
  4: 4, // u32
  5: 4, // i32
  6: 4, // f32
  7: 1, // bool
  10: 8, // u64
  11: 8, // i64
  12: 8, // f64
};
const STRING = 8;
const ARRAY = 9;

/** Elements and bytes of a block of each tensor type whose size is checked, by number; of others only the place is. */
const TENSOR_BLOCKS: Readonly<Record<number, readonly [elements: number, bytes: number]>> = {
  0: [1, 4], // F32
  1: [1, 2], // F16
  2: [32, 18], // Q4_0
  3: [32, 20], // Q4_1
  6: [32, 22], // Q5_0
  7: [32, 24], // Q5_1
  8: [32, 34], // Q8_0
  10: [256, 84], // Q2_K
  11: [256, 110], // Q3_K
  12: [256, 144], // Q4_K
  13: [256, 176], // Q5_K
  14: [256, 210], // Q6_K
  30: [1, 2], // BF16
};

const MAGIC = 0x46554747; // "GGUF"
const LONGEST_KEY = 65_535;
/** Chat templates are the longest strings of use; a longer one is passed over. */
const LONGEST_STRING = 1 << 20;
const MOST_DIMENSIONS = 4;
const MOST_ENTRIES = 1 << 20;

/**
 * Reads in pieces and yields between them: cheap enough for the extension host's thread.
 * @throws GgufError when the file is damaged, truncated or no GGUF at all
 * @throws the file system's own errors
 */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  const file = await open(path, 'r');
  try {
    return await readHeader(file);
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle): Promise<GgufHeader> {
  const { size } = await file.stat();
  const reader = new ByteReader(file, size);
  const vocabulary = { count: 0, digest: 0 };
  const { values, tensorCount } = await readMetadata(reader, {
    'tokenizer.ggml.tokens': async () => void Object.assign(vocabulary, await readVocabulary(reader)),
  });
  await checkTensors(reader, tensorCount, number(values, 'general.alignment') ?? 32, size);
  return header(values, vocabulary.count, vocabulary.digest);
}

/**
 * Goes through the metadata, which stand before all else. Arrays are passed over but for those that `arrays` reads: each
 * of these goes on at the array's type.
 * @throws GgufError
 */
export async function readMetadata(
  reader: ByteReader,
  arrays: Readonly<Record<string, () => Promise<void>>>,
): Promise<{ readonly values: ReadonlyMap<string, MetadataValue>; readonly tensorCount: number }> {
  if ((await reader.u32()) !== MAGIC) throw new GgufError('not a GGUF file');
  const version = await reader.u32();
  if (version !== 2 && version !== 3) throw new GgufError(`GGUF version ${version} is not supported`);
  const tensorCount = limited(await reader.u64(), MOST_ENTRIES, 'tensors');
  const entryCount = limited(await reader.u64(), MOST_ENTRIES, 'metadata entries');
  const values = new Map<string, MetadataValue>();
  for (let entry = 0; entry < entryCount; entry++) {
    const key = await reader.string(limited(await reader.u64(), LONGEST_KEY, 'bytes of a key'));
    const type = await reader.u32();
    const read = type === ARRAY && Object.hasOwn(arrays, key) ? arrays[key] : undefined;
    if (read) await read();
    else values.set(key, await readValue(reader, type));
  }
  return { values, tensorCount };
}

/** Reads an array of strings from its type on. */
export async function readStrings(
  reader: ByteReader,
  visit: (bytes: Buffer, from: number, to: number, index: number) => void,
): Promise<number> {
  const type = await reader.u32();
  const count = await reader.u64();
  if (type !== STRING) throw new GgufError('an array is no list of strings');
  await reader.eachString(count, visit);
  return count;
}

function header(
  values: ReadonlyMap<string, MetadataValue>,
  tokenCount: number,
  vocabularyDigest: number,
): GgufHeader {
  const architecture = text(values, 'general.architecture');
  if (!architecture) throw new GgufError('the file names no architecture');
  return {
    architecture,
    name: text(values, 'general.name'),
    contextLength: number(values, `${architecture}.context_length`),
    blockCount: number(values, `${architecture}.block_count`),
    cacheBytesPerToken: cacheBytesPerToken(values, architecture),
    endToken: number(values, 'tokenizer.ggml.eos_token_id'),
    chatTemplate: text(values, 'tokenizer.chat_template'),
    tokenizer: text(values, 'tokenizer.ggml.model'),
    tokenCount,
    vocabularyDigest,
    training: values.get('tolmach.training') === true,
  };
}

/** A key and a value of 16 bits for each head of each layer. */
function cacheBytesPerToken(
  values: ReadonlyMap<string, MetadataValue>,
  architecture: string,
): number | undefined {
  const of = (key: string): number | undefined => number(values, `${architecture}.${key}`);
  const layers = of('block_count');
  const heads = of('attention.head_count');
  const width = of('embedding_length');
  const shared = 'attention.head_count_kv';
  const cachedHeads = values.has(`${architecture}.${shared}`) ? of(shared) : heads;
  const headSize = heads && width && width / heads;
  const keySize = of('attention.key_length') ?? headSize;
  const valueSize = of('attention.value_length') ?? headSize;
  if (!layers || !cachedHeads || !keySize || !valueSize) return undefined;
  return layers * cachedHeads * (keySize + valueSize) * 2;
}

async function readValue(reader: ByteReader, type: number): Promise<MetadataValue> {
  if (type === STRING) {
    const length = await reader.u64();
    if (length <= LONGEST_STRING) return reader.string(length);
    await reader.skip(length);
    return undefined;
  }
  if (type === ARRAY) {
    await skipArray(reader);
    return undefined;
  }
  return reader.scalar(type, scalarBytes(type));
}

async function skipArray(reader: ByteReader): Promise<void> {
  const type = await reader.u32();
  const count = await reader.u64();
  if (type === STRING) await reader.eachString(count, () => undefined);
  else if (type === ARRAY) throw new GgufError('arrays of arrays are not supported');
  else await reader.skip(count * scalarBytes(type));
}

async function readVocabulary(reader: ByteReader): Promise<{ count: number; digest: number }> {
  let digest = 0x811c9dc5;
  const count = await readStrings(reader, (bytes, from, to, index) => {
    if (index >= DIGESTED_TOKENS) return;
    // The byte 0 parts the tokens: no text holds it.
    for (let at = from; at < to; at++) digest = Math.imul(digest ^ (bytes[at] ?? 0), 0x01000193);
    digest = Math.imul(digest, 0x01000193);
  });
  return { count, digest: digest >>> 0 };
}

/** That the data of every tensor is there: a download cut short has a whole header. */
async function checkTensors(
  reader: ByteReader,
  count: number,
  alignment: number,
  size: number,
): Promise<void> {
  let end = 0;
  for (let tensor = 0; tensor < count; tensor++) {
    await reader.skip(limited(await reader.u64(), LONGEST_KEY, "bytes of a tensor's name"));
    const dimensions = limited(await reader.u32(), MOST_DIMENSIONS, 'dimensions');
    let elements = 1;
    for (let dimension = 0; dimension < dimensions; dimension++) elements *= await reader.u64();
    const [blockElements, blockBytes] = TENSOR_BLOCKS[await reader.u32()] ?? [1, 0];
    const offset = await reader.u64();
    end = Math.max(end, offset + (elements / blockElements) * blockBytes);
  }
  const start = Math.ceil(reader.position / alignment) * alignment;
  if (start + end > size) throw new GgufError(`the file is cut short: ${size} of ${start + end} bytes`);
}

function scalarBytes(type: number): number {
  const bytes = SCALAR_BYTES[type];
  if (bytes === undefined) throw new GgufError(`unknown value type ${type}`);
  return bytes;
}

function limited(value: number, most: number, what: string): number {
  if (value > most) throw new GgufError(`${value} ${what}`);
  return value;
}

function text(values: ReadonlyMap<string, MetadataValue>, key: string): string | undefined {
  const value = values.get(key);
  return typeof value === 'string' ? value : undefined;
}

/** A positive whole number: anything else there is as good as nothing. */
function number(values: ReadonlyMap<string, MetadataValue>, key: string): number | undefined {
  const value = values.get(key);
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

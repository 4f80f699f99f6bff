import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/**
 * A writer of GGUF version 3, little endian: just enough to construct models for tests.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

/** Value types of the format, by their numbers. */
const VALUE_TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9, u64: 10 } as const;

type Scalar =
  | { readonly type: 'u32' | 'i32' | 'f32' | 'u64'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string };

export type MetadataValue =
  | Scalar
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'i32s'; readonly value: readonly number[] };

/** Tensor types: number in the format, elements in a block, bytes of a block. */
export const TENSOR_TYPE = {
  F32: { id: 0, elements: 1, bytes: 4 },
  Q4_0: { id: 2, elements: 32, bytes: 18 },
  Q8_0: { id: 8, elements: 32, bytes: 34 },
  Q4_K: { id: 12, elements: 256, bytes: 144 },
  Q6_K: { id: 14, elements: 256, bytes: 210 },
} as const;

export type TensorType = keyof typeof TENSOR_TYPE;

export interface Tensor {
  readonly name: string;
  readonly type: TensorType;
  /** Row length first. */
  readonly shape: readonly number[];
  /** In pieces, so that a large tensor never stands in memory whole. */
  readonly data: () => Iterable<Uint8Array>;
}

export interface GgufContents {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly Tensor[];
}

const ALIGNMENT = 32;

/** Size of a tensor in bytes. */
export function tensorBytes(type: TensorType, shape: readonly number[]): number {
  const { elements, bytes } = TENSOR_TYPE[type];
  return (shape.reduce((product, length) => product * length, 1) / elements) * bytes;
}

/** Writes the file beside `path` and renames it: nobody ever sees half a model. */
export async function writeGguf(path: string, contents: GgufContents): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = await open(partial, 'w');
    try {
      await writeContents(file, contents);
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeContents(file: FileHandle, { metadata, tensors }: GgufContents): Promise<void> {
  const header = new Bytes();
  header.u32(0x46554747); // "GGUF"
  header.u32(3);
  header.u64(tensors.length);
  header.u64(metadata.size);
  for (const [key, value] of metadata) {
    header.string(key);
    writeValue(header, value);
  }
  let offset = 0;
  for (const { name, type, shape } of tensors) {
    header.string(name);
    header.u32(shape.length);
    for (const length of shape) header.u64(length);
    header.u32(TENSOR_TYPE[type].id);
    header.u64(offset);
    offset += aligned(tensorBytes(type, shape));
  }
  await file.writeFile(padded(header.taken()));
  for (const { name, type, shape, data } of tensors) {
    let written = 0;
    for (const piece of data()) {
      await file.writeFile(piece);
      written += piece.length;
    }
    const size = tensorBytes(type, shape);
    if (written !== size) throw new Error(`${name}: ${written} bytes given, ${size} needed`);
    await file.writeFile(new Uint8Array(aligned(size) - size));
  }
}

function writeValue(out: Bytes, entry: MetadataValue): void {
  if (entry.type === 'strings' || entry.type === 'i32s') {
    const element = entry.type === 'strings' ? 'string' : 'i32';
    out.u32(VALUE_TYPE.array);
    out.u32(VALUE_TYPE[element]);
    out.u64(entry.value.length);
    for (const value of entry.value) writeScalar(out, { type: element, value } as Scalar);
    return;
  }
  out.u32(VALUE_TYPE[entry.type]);
  writeScalar(out, entry);
}

function writeScalar(out: Bytes, { type, value }: Scalar): void {
  if (type === 'string') out.string(value);
  else if (type === 'bool') out.u8(value ? 1 : 0);
  else out[type](value);
}

function aligned(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function padded(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(aligned(bytes.length));
  result.set(bytes);
  return result;
}

/** A buffer that grows as it is written. */
class Bytes {
  #buffer = Buffer.alloc(1 << 20);
  #length = 0;

  u8(value: number): void {
    this.#length = this.#room(1).writeUInt8(value, this.#length);
  }

  u32(value: number): void {
    this.#length = this.#room(4).writeUInt32LE(value, this.#length);
  }

  i32(value: number): void {
    this.#length = this.#room(4).writeInt32LE(value, this.#length);
  }

  u64(value: number): void {
    this.#length = this.#room(8).writeBigUInt64LE(BigInt(value), this.#length);
  }

  f32(value: number): void {
    this.#length = this.#room(4).writeFloatLE(value, this.#length);
  }

  string(text: string): void {
    const size = Buffer.byteLength(text);
    this.u64(size);
    this.#length += this.#room(size).write(text, this.#length);
  }

  taken(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #room(size: number): Buffer {
    if (this.#length + size > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#buffer.length * 2, this.#length + size));
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    return this.#buffer;
  }
}

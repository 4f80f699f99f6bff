import type { FileHandle } from 'node:fs/promises';

/** The file is not what it should be; the message names what is wrong, in English, for the details. */
export class GgufError extends Error {}

/** No token, key or value of use is longer; a damaged length must not ask for gigabytes. */
const LONGEST_STRING = 1 << 20;

/** Small enough that going through one piece takes a millisecond or two. */
const PIECE = 256 * 1024;

/** Reads a file of known size from its beginning, little endian, holding only a piece of it. */
export class ByteReader {
  readonly #file: FileHandle;
  readonly #size: number;
  #bytes = Buffer.alloc(0);
  /** Place of `#bytes` in the file. */
  #start = 0;
  /** Next byte, in `#bytes`. */
  #at = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  get position(): number {
    return this.#start + this.#at;
  }

  async u32(): Promise<number> {
    await this.#need(4);
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  /** Exact up to 2^53; beyond that merely large, which no file's length or count is. */
  async u64(): Promise<number> {
    await this.#need(8);
    return this.#u64();
  }

  async string(length: number): Promise<string> {
    await this.#need(length);
    const text = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  /** A value of the format's scalar `type`, which takes `bytes`. */
  async scalar(type: number, bytes: number): Promise<number | boolean> {
    await this.#need(bytes);
    const at = this.#at;
    this.#at += bytes;
    if (type === 7) return this.#bytes[at] === 1;
    if (type === 6) return this.#bytes.readFloatLE(at);
    if (type === 12) return this.#bytes.readDoubleLE(at);
    if (bytes === 8)
      return Number(type === 11 ? this.#bytes.readBigInt64LE(at) : this.#bytes.readBigUInt64LE(at));
    const signed = type === 1 || type === 3 || type === 5;
    return signed ? this.#bytes.readIntLE(at, bytes) : this.#bytes.readUIntLE(at, bytes);
  }

  async skip(length: number): Promise<void> {
    if (length > this.#size - this.position) throw cutShort();
    const position = this.position + length;
    if (position <= this.#start + this.#bytes.length) {
      this.#at += length;
      return;
    }
    this.#start = position;
    this.#bytes = Buffer.alloc(0);
    this.#at = 0;
  }

  /** Goes through `count` strings, each a length and its bytes. `visit` must not keep the buffer. */
  async eachString(
    count: number,
    visit: (bytes: Buffer, from: number, to: number, index: number) => void,
  ): Promise<void> {
    // Hundreds of thousands of them: awaiting each would take a hundred times as long.
    for (let index = 0; index < count; index++) {
      if (this.#left() < 8) await this.#need(8);
      const length = this.#u64();
      if (length > LONGEST_STRING) throw new GgufError(`a string of ${length} bytes`);
      if (this.#left() < length) await this.#need(length);
      visit(this.#bytes, this.#at, this.#at + length, index);
      this.#at += length;
    }
  }

  #u64(): number {
    const value = this.#bytes.readUInt32LE(this.#at) + this.#bytes.readUInt32LE(this.#at + 4) * 2 ** 32;
    this.#at += 8;
    return value;
  }

  #left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Makes the next `length` bytes stand in the piece. */
  async #need(length: number): Promise<void> {
    if (this.#left() >= length) return;
    const position = this.position;
    if (length > this.#size - position) throw cutShort();
    const piece = Buffer.alloc(Math.min(Math.max(length, PIECE), this.#size - position));
    let read = 0;
    while (read < piece.length) {
      const { bytesRead } = await this.#file.read(piece, read, piece.length - read, position + read);
      // The file became shorter while it was read.
      if (bytesRead === 0) throw cutShort();
      read += bytesRead;
    }
    this.#start = position;
    this.#bytes = piece;
    this.#at = 0;
  }
}

function cutShort(): GgufError {
  return new GgufError('the file is cut short');
}

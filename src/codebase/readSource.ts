import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { decode } from './decode.ts';

/** Larger files are data, or made by a machine. Bytes. */
export const LARGEST_FILE = 1_000_000;
/** A named pipe would keep the reader waiting; Windows has none. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** A file of few, very long lines is minified: characters a line on average, from a certain size on. */
const LONG_LINES = { average: 400, from: 4000 };

export interface Source {
  readonly size: number;
  /** Milliseconds, as the file system tells. */
  readonly mtime: number;
  /** Of the bytes; empty for a file that was not read whole. */
  readonly digest: string;
  /** Without byte order mark; undefined for what is no text of the user's: binary, too large, minified. */
  readonly text: string | undefined;
}

type Known = Pick<Source, 'size' | 'mtime'> | undefined;

/**
 * Reads one file; undefined when it is gone or may not be read, `unchanged` when its size and time are those that are
 * known.
 */
export function readSource(file: string, buffer: Buffer, known: Known): Source | 'unchanged' | undefined {
  const read = readBytes(file, buffer, known);
  if (!read || read === 'unchanged') return read;
  const { size, mtime, bytes } = read;
  if (!bytes) return { size, mtime, digest: '', text: undefined };
  return { size, mtime, digest: hash('md5', bytes).slice(0, 16), text: textOf(bytes) };
}

/** The text of a file as `readSource` tells it, or undefined. */
export function readText(file: string, buffer: Buffer): string | undefined {
  const read = readBytes(file, buffer, undefined);
  return read && read !== 'unchanged' && read.bytes ? textOf(read.bytes) : undefined;
}

interface Bytes {
  readonly size: number;
  readonly mtime: number;
  /** Within the buffer; undefined for a file that is too large. */
  readonly bytes: Buffer | undefined;
}

function readBytes(file: string, buffer: Buffer, known: Known): Bytes | 'unchanged' | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, READ);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    const { size, mtimeMs: mtime } = stats;
    if (known?.size === size && known.mtime === mtime) return 'unchanged';
    if (size > LARGEST_FILE) return { size, mtime, bytes: undefined };
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, length);
      length += read;
      if (read === 0 || length === buffer.length) break;
    }
    return { size, mtime, bytes: buffer.subarray(0, length) };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function textOf(bytes: Buffer): string | undefined {
  const text = decode(bytes);
  return text === undefined || isMinified(text) ? undefined : text;
}

/** A buffer that `readSource` may use again and again. */
export function sourceBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(LARGEST_FILE + 1);
}

function isMinified(text: string): boolean {
  if (text.length < LONG_LINES.from) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > LONG_LINES.average;
}

/** Lines of a text without their ends. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

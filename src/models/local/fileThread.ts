import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { FromFileThread, ToFileThread } from './fileWriter.ts';

/** Entry of the thread that writes a file and digests it, so that the thread of the network does neither. */

const READ_BYTES = 1024 * 1024;
/** Bytes of what is there, between two words on how far their digest is. */
const TELL_EVERY = 64 * READ_BYTES;

let handle: number | undefined;
let hash: Hash = createHash('sha256');
let size = 0;
/** After it nothing is written: what follows a gap would be no true continuation. */
let broken: Error | undefined;

function opened(): number {
  if (broken) throw broken;
  if (handle === undefined) throw new Error('the file is not open');
  return handle;
}

function open(path: string, mode: 'read' | 'keep' | 'anew'): number {
  handle = openSync(path, { read: 'r', keep: 'r+', anew: 'w+' }[mode]);
  if (mode === 'anew') return 0;
  const buffer = Buffer.alloc(READ_BYTES);
  let told = 0;
  for (;;) {
    const read = readSync(handle, buffer, 0, buffer.length, size);
    if (read === 0) return size;
    hash.update(buffer.subarray(0, read));
    size += read;
    if (size - told < TELL_EVERY) continue;
    told = size;
    send({ kind: 'digested', size });
  }
}

function append(pieces: readonly Uint8Array[]): void {
  const file = opened();
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at, piece.length - at, size + at);
      size += piece.length;
      hash.update(piece);
    }
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  }
}

function answer(message: ToFileThread): number | string | undefined {
  switch (message.kind) {
    case 'open':
      return open(message.path, message.mode);
    case 'append':
      append(message.pieces);
      return undefined;
    case 'empty':
      ftruncateSync(opened(), 0);
      hash = createHash('sha256');
      size = 0;
      return undefined;
    case 'digest':
      opened();
      return hash.copy().digest('hex');
    case 'close':
      if (handle === undefined) return undefined;
      if (message.sync) fsyncSync(opened());
      closeSync(handle);
      handle = undefined;
      return undefined;
  }
}

function send(message: FromFileThread): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (message: ToFileThread) => {
  try {
    send({ kind: 'done', value: answer(message) });
  } catch (error) {
    const { code, message: text } = error as NodeJS.ErrnoException;
    send({ kind: 'failed', code, message: text });
  }
});

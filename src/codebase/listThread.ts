import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import ignore from 'ignore';
import { Walk } from './walk.ts';

/** Entry of the thread that lists a folder's files: a walk waits for the disk, which the editor's thread must not. */

export interface ListRequest {
  readonly root: string;
  readonly folder: string;
  readonly limit: number;
}

/** The paths come piece by piece, each quickly taken in; the last message says how it ended. */
export type ListAnswer = { readonly paths: readonly string[] } | { readonly ended: 'whole' | 'unreadable' };

/** Paths in one message. */
const PIECE = 1000;

function list({ root, folder, limit }: ListRequest): 'whole' | 'unreadable' {
  const walk = new Walk(root, ignore());
  const sent = send(folder === root ? walk.files() : walk.below(folder), limit);
  if (walk.unreadable.includes(folder)) return 'unreadable';
  if (sent > 0 || folder === root) return 'whole';
  // The rules leave this folder out, but it was asked for by name: its own rules hold.
  const own = new Walk(folder, ignore());
  send(own.files(), limit, `${path.relative(root, folder).split(path.sep).join('/')}/`);
  return own.unreadable.includes(folder) ? 'unreadable' : 'whole';
}

function send(files: Iterable<{ readonly path: string }>, limit: number, before = ''): number {
  let sent = 0;
  let piece: string[] = [];
  for (const file of files) {
    if (sent + piece.length >= limit) break;
    piece.push(before + file.path);
    if (piece.length < PIECE) continue;
    answer({ paths: piece });
    sent += piece.length;
    piece = [];
  }
  if (piece.length > 0) answer({ paths: piece });
  return sent + piece.length;
}

function answer(message: ListAnswer): void {
  parentPort?.postMessage(message);
}

answer({ ended: list(workerData as ListRequest) });

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

export type ListAnswer = { readonly paths: readonly string[] } | { readonly unreadable: true };

function listed({ root, folder, limit }: ListRequest): ListAnswer {
  const walk = new Walk(root, ignore());
  const found = take(folder === root ? walk.files() : walk.below(folder), limit);
  if (walk.unreadable.includes(folder)) return { unreadable: true };
  if (found.length > 0 || folder === root) return { paths: found };
  // The rules leave this folder out, but it was asked for by name: its own rules hold.
  const own = new Walk(folder, ignore());
  const within = path.relative(root, folder).split(path.sep).join('/');
  const paths = take(own.files(), limit).map((file) => `${within}/${file}`);
  return own.unreadable.includes(folder) ? { unreadable: true } : { paths };
}

function take(files: Iterable<{ readonly path: string }>, limit: number): string[] {
  const found: string[] = [];
  for (const file of files) {
    if (found.length >= limit) break;
    found.push(file.path);
  }
  return found;
}

parentPort?.postMessage(listed(workerData as ListRequest));

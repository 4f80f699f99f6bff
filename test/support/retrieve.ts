import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readGlobs } from '../../src/codebase/globs.ts';
import { Indexer } from '../../src/codebase/indexer.ts';
import { Searcher } from '../../src/codebase/searcher.ts';
import { requireFullTextSearch } from '../../src/codebase/sqlite.ts';
import { Store } from '../../src/codebase/store.ts';
import { WriterLock } from '../../src/codebase/writerLock.ts';
import { TermReader } from '../../src/core/retrieval/terms.ts';
import { root as project } from './project.ts';

/**
 *     npm run retrieve -- --root <folder> --question <text> [--identifiers a,b,c] [--limit 10] [--json]
 *
 * The places in a folder that answer a question, found as the extension finds them. The index is kept in the
 * temporary folder, so that the next question reads only what has changed.
 */

const COMMIT_EVERY = 2000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string' },
      question: { type: 'string' },
      identifiers: { type: 'string', default: '' },
      limit: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const { root, question } = values;
  if (root === undefined || question === undefined)
    throw new Error(
      'usage: npm run retrieve -- --root <folder> --question <text> [--identifiers a,b,c] [--json]',
    );
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw new Error(`--limit ${values.limit} is no number of places`);
  const identifiers = values.identifiers.split(',').flatMap((name) => name.trim() || []);
  const snippets = await retrieve(path.resolve(root), question, identifiers, limit);
  const results = snippets.map(({ path: file, startLine, endLine, score, definition }) => {
    return { file, startLine, endLine, score: Math.round(score * 1000) / 1000, definition };
  });
  if (values.json) console.log(JSON.stringify({ results }));
  else
    for (const { file, startLine, endLine, score, definition } of results)
      console.log(`${score.toFixed(2).padStart(8)}  ${file}:${startLine}-${endLine}  ${definition}`);
}

async function retrieve(root: string, text: string, identifiers: readonly string[], limit: number) {
  requireFullTextSearch();
  const kept = path.join(tmpdir(), 'tolmach-retrieve');
  await mkdir(kept, { recursive: true });
  const name = `${digestOf(`${root}\n${ownSources()}`)}.sqlite`;
  const lock = new WriterLock(path.join(kept, `${name}.lock`));
  // Another run on the same folder is at work: this one makes an index of its own.
  const own = lock.take() ? undefined : await mkdtemp(path.join(kept, 'own-'));
  const store = Store.open(path.join(own ?? kept, name), true);
  if (!store) throw new Error('the index cannot be opened');
  try {
    const reader = new TermReader();
    let steps = 0;
    for (const _ of new Indexer(store, reader, [root], readGlobs([])).scan())
      if (++steps % COMMIT_EVERY === 0) store.commit();
    store.settle();
    return new Searcher(store, reader).search({ text, identifiers, openFiles: [], recentFiles: [] }, limit);
  } finally {
    store.close();
    lock.release();
    if (own) await rm(own, { recursive: true, force: true });
  }
}

/** An index that was made by other code is another index. */
function ownSources(): string {
  const files = globSync('src/{codebase,core/retrieval}/**/*.ts', { cwd: project }).sort();
  return files.map((file) => readFileSync(path.join(project, file), 'utf8')).join('\n');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

await main();

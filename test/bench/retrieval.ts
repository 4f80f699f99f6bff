import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cutIntoChunks } from '../../src/codebase/chunks.ts';
import { readGlobs } from '../../src/codebase/globs.ts';
import { Indexer } from '../../src/codebase/indexer.ts';
import { linesOf } from '../../src/codebase/readSource.ts';
import { Searcher } from '../../src/codebase/searcher.ts';
import { Store } from '../../src/codebase/store.ts';
import { Walk } from '../../src/codebase/walk.ts';
import { TermReader } from '../../src/core/retrieval/terms.ts';
import { PROJECT_NAMES, type ProjectName, projectFolder } from './retrieval/projects.ts';
import { type Question, readQuestions } from './retrieval/questions.ts';

/**
 * How well the right place is found: questions over three projects, against plain full-text search over raw words.
 * A hit is a result in a file that answers; for `place`, one in the definition that answers.
 */

interface Place {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}
type Search = (question: Question) => readonly Place[];
interface Searches {
  readonly plain: Search;
  readonly words: Search;
  readonly names: Search;
}

const DEPTH = 10;
const METHODS = ['plain', 'words', 'names'] as const;

export async function run(): Promise<Record<string, unknown>> {
  const questions = readQuestions();
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-retrieval-'));
  const outcomes: Outcome[] = [];
  const missing: string[] = [];
  try {
    for (const project of PROJECT_NAMES) {
      const root = await projectFolder(project).catch((error: unknown) => {
        missing.push(`${project}: ${error instanceof Error ? error.message : error}`);
      });
      if (root) outcomes.push(...(await askAll(root, project, questions, folder)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { questions: outcomes.length, missing, ...summary(outcomes) };
}

interface Outcome {
  readonly question: Question;
  /** From 1; undefined when it is not among the first ten. */
  readonly ranks: Readonly<
    Record<(typeof METHODS)[number], { file: number | undefined; place: number | undefined }>
  >;
  readonly literal: boolean;
}

async function askAll(
  root: string,
  project: ProjectName,
  questions: readonly Question[],
  folder: string,
): Promise<Outcome[]> {
  const searches = await openSearches(root, path.join(folder, `${project}.sqlite`));
  return questions
    .filter((question) => question.project === project)
    .map((question) => {
      const ranks = {
        plain: rankOf(root, question, searches.plain(question)),
        words: rankOf(root, question, searches.words(question)),
        names: rankOf(root, question, searches.names(question)),
      };
      return { question, ranks, literal: namesMatch(root, question) };
    });
}

async function openSearches(root: string, file: string): Promise<Searches> {
  const store = Store.open(file, true);
  if (!store) throw new Error('no store');
  const reader = new TermReader();
  for (const _ of new Indexer(store, reader, [root], readGlobs([])).scan());
  store.settle();
  const searcher = new Searcher(store, reader);
  const ask = (text: string, identifiers: readonly string[]): readonly Place[] =>
    searcher
      .search({ text, identifiers, openFiles: [], recentFiles: [] }, DEPTH)
      .map(({ path: found, startLine, endLine }) => ({ file: found, startLine, endLine }));
  return {
    plain: plainSearch(root),
    words: ({ question }) => ask(question, []),
    names: ({ question, identifiers }) => ask(question, identifiers),
  };
}

/** FTS5 as it comes: the same pieces, the default tokenizer, BM25 over the question's words. */
function plainSearch(root: string): Search {
  const database = new DatabaseSync(':memory:');
  database.exec(
    'CREATE VIRTUAL TABLE texts USING fts5(text, file UNINDEXED, start UNINDEXED, finish UNINDEXED)',
  );
  const insert = database.prepare('INSERT INTO texts VALUES (?, ?, ?, ?)');
  for (const { path: file, absolute } of new Walk(root, readGlobs([])).files()) {
    const lines = linesOf(readFileSync(absolute, 'utf8'));
    for (const { startLine, endLine } of cutIntoChunks(file, lines))
      insert.run(lines.slice(startLine - 1, endLine).join('\n'), file, startLine, endLine);
  }
  const find = database.prepare(
    'SELECT file, start, finish FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?',
  );
  return ({ question }) => {
    const words = (question.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' OR ');
    return find.all(words, DEPTH).map(({ file, start, finish }) => ({
      file: String(file),
      startLine: Number(start),
      endLine: Number(finish),
    }));
  };
}

function rankOf(root: string, { answers }: Question, found: readonly Place[]) {
  const first = (fits: (place: Place) => boolean): number | undefined => {
    const at = found.findIndex(fits);
    return at < 0 ? undefined : at + 1;
  };
  return {
    file: first(({ file }) => answers.some((answer) => answer.file === file)),
    place: first((place) =>
      answers.some(({ file, marker }) => {
        if (file !== place.file) return false;
        const { first: from, last } = definitionLines(path.join(root, file), marker);
        return from <= place.endLine && last >= place.startLine;
      }),
    ),
  };
}

/** The definition that begins in the line with `marker`: to the last line that is indented more, or closes it. */
function definitionLines(file: string, marker: string): { first: number; last: number } {
  const lines = linesOf(readFileSync(file, 'utf8'));
  const start = lines.findIndex((line) => line.includes(marker));
  const indent = (line: string): number => line.length - line.trimStart().length;
  const outer = indent(lines[start] ?? '');
  let end = start;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (indent(line) <= outer && !/^\s*[)\]}]/.test(line)) break;
    end = at;
  }
  return { first: start + 1, last: end + 1 };
}

/** Whether one of the guessed names stands in the answering files as it is, apart from case and underscores. */
function namesMatch(root: string, { identifiers, answers }: Question): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '');
  const text = answers.map(({ file }) => plain(readFileSync(path.join(root, file), 'utf8'))).join('\n');
  return identifiers.some((name) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${plain(name)}(?![\\p{L}\\p{N}])`, 'u').test(text),
  );
}

function summary(outcomes: readonly Outcome[]): Record<string, unknown> {
  const parts: Record<string, readonly Outcome[]> = {
    all: outcomes,
    tuned: outcomes.filter(({ question }) => !question.heldOut),
    heldOut: outcomes.filter(({ question }) => question.heldOut),
    noNameMatches: outcomes.filter(({ literal }) => !literal),
    ...Object.fromEntries(
      PROJECT_NAMES.map((name) => [name, outcomes.filter(({ question }) => question.project === name)]),
    ),
  };
  const figures = Object.entries(parts).map(([part, some]) => [
    part,
    { count: some.length, ...Object.fromEntries(METHODS.map((method) => [method, measure(some, method)])) },
  ]);
  return Object.fromEntries(figures);
}

function measure(outcomes: readonly Outcome[], method: (typeof METHODS)[number]): Record<string, number> {
  const share = (
    count: (ranks: { file: number | undefined; place: number | undefined }) => number,
  ): number => {
    const sum = outcomes.reduce((all, { ranks }) => all + count(ranks[method]), 0);
    return Math.round((1000 * sum) / Math.max(1, outcomes.length)) / 1000;
  };
  const within = (rank: number | undefined, depth: number): number =>
    rank !== undefined && rank <= depth ? 1 : 0;
  return {
    recallAt5: share(({ file }) => within(file, 5)),
    recallAt10: share(({ file }) => within(file, 10)),
    reciprocalRank: share(({ file }) => (file === undefined ? 0 : 1 / file)),
    placeAt5: share(({ place }) => within(place, 5)),
    placeAt10: share(({ place }) => within(place, 10)),
  };
}

if (import.meta.main) console.log(JSON.stringify(await run()));

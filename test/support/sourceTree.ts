import { globSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './project.ts';

/** Sources that a generated tree is derived from: what people wrote, in several languages, none of it minified. */
const PATTERNS = [
  'node_modules/{openai,undici,preact,marked,highlight.js,node-llama-cpp}/**/*.{ts,js,md}',
  'src/**/*.ts',
  'test/**/*.ts',
];
const SIZES = { least: 300, most: 30_000 };
const MOST_SOURCES = 1500;
/** One word in so many is replaced by a word of the file's own. */
const OWN_WORDS = 12;
const FILES_IN_FOLDER = 40;

export interface SourceTree {
  readonly files: number;
  readonly bytes: number;
}

/** Writes `count` files below `folder`. The same count gives the same tree. */
export async function writeSourceTree(folder: string, count: number): Promise<SourceTree> {
  const sources = readSources();
  const random = randomFrom(count);
  let bytes = 0;
  for (let done = 0; done < count; done++) {
    const source = sources[Math.floor(random() * sources.length)];
    if (!source) throw new Error('no sources to derive a tree from');
    const text = withOwnWords(source.text, random);
    const place = path.join(folder, `area${done % 37}`, `module${Math.floor(done / FILES_IN_FOLDER)}`);
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, `${word(random)}${done}${source.ending}`), text);
    bytes += Buffer.byteLength(text);
  }
  return { files: count, bytes };
}

function readSources(): { text: string; ending: string }[] {
  const files = globSync(PATTERNS, { cwd: root }).sort();
  const step = Math.max(1, Math.floor(files.length / MOST_SOURCES));
  return files.flatMap((file, index) => {
    const absolute = path.join(root, file);
    const stats = statSync(absolute);
    if (index % step !== 0 || !stats.isFile() || stats.size < SIZES.least || stats.size > SIZES.most)
      return [];
    const text = readFileSync(absolute, 'utf8');
    return text.length / text.split('\n').length > 120 ? [] : [{ text, ending: path.extname(file) }];
  });
}

function withOwnWords(text: string, random: () => number): string {
  const own = Array.from({ length: 20 }, () => word(random));
  return text.replace(/\b[a-z]{4,12}\b/g, (found) =>
    random() < 1 / OWN_WORDS ? (own[Math.floor(random() * own.length)] ?? found) : found,
  );
}

const SYLLABLES = 'ba ke li mo nu ra se ti vo da fi gu ha jo pe qua ru sa te wi ya zo cre pla stu'.split(' ');

function word(random: () => number): string {
  const length = 2 + Math.floor(random() * 3);
  return Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
}

/** A generator of numbers below 1 that repeats itself from run to run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

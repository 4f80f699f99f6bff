/** The walls of the house (design, section 1), as rules on import lines. */
import path from 'node:path/posix';

/** One import, as it stands in a file. */
interface ImportLine {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Sources by path from the project's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

const LINES_LIMIT = 400;
/** Files that may be longer, each with its reason. */
const LONGER: ReadonlyMap<string, string> = new Map();

/** Libraries that one place alone may import. */
const RESERVED: readonly { readonly library: string; readonly place: string }[] = [
  { library: 'node-llama-cpp', place: 'src/models/local/llama.ts' },
  { library: 'openai', place: 'src/models/remote/' },
  { library: 'undici', place: 'src/models/remote/' },
  { library: '@secretlint/secretlint-rule-preset-recommend', place: 'src/privacy/' },
];

interface Room {
  /** Files of this room start with this. */
  readonly prefix: string;
  /** What its relative imports may reach. */
  readonly reaches: readonly string[];
  /** Which kinds of module it may import from outside. */
  readonly outside: readonly Outside[];
}
type Outside = 'vscode' | 'node' | 'npm';

const ROOMS: readonly Room[] = [
  { prefix: 'src/core/', reaches: ['src/core/'], outside: [] },
  { prefix: 'src/models/', reaches: ['src/core/', 'src/models/'], outside: ['node', 'npm'] },
  { prefix: 'src/codebase/', reaches: ['src/core/', 'src/codebase/'], outside: ['node', 'npm'] },
  { prefix: 'src/privacy/', reaches: ['src/core/', 'src/privacy/'], outside: ['node', 'npm'] },
  { prefix: 'src/editor/', reaches: ['src/core/', 'src/editor/'], outside: ['vscode'] },
  { prefix: 'src/extension.ts', reaches: ['src/'], outside: ['vscode', 'node'] },
  { prefix: 'media/', reaches: ['media/'], outside: ['npm'] },
];
/** All that the panel takes from the extension, and only its types. */
const PANEL_CONTRACT = 'src/core/chat/protocol.ts';

/** Every broken rule, one sentence each, in the order of the files. */
export function violations(sources: Sources): string[] {
  const graph = new Map<string, string[]>();
  const found: string[] = [];
  for (const [file, source] of sources) {
    const imports = importLines(source);
    graph.set(file, relativeTargets(file, imports));
    found.push(...imports.flatMap((line) => forbidden(file, line)), ...shape(file, source));
  }
  return [...found, ...circles(graph)];
}

/** Static, dynamic and type imports and re-exports; comments do not count. */
export function importLines(source: string): ImportLine[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const clause = String.raw`[\w$*{}\s,]+?`;
  const statement = new RegExp(
    String.raw`(?:^|[;}\n])\s*(?:import|export)\s+(type\s)?(?:${clause}\s*from\s*)?(['"])(.+?)\2`,
    'g',
  );
  const call = /\bimport\s*\(\s*(['"`])(.+?)\1\s*[),]/g;
  const required = /\brequire\s*\(\s*(['"`])(.+?)\1\s*\)/g;
  return [
    ...Array.from(code.matchAll(statement), (match) => ({
      specifier: match[3] ?? '',
      typeOnly: match[1] !== undefined,
    })),
    ...[...code.matchAll(call), ...code.matchAll(required)].map((match) => ({
      specifier: match[2] ?? '',
      typeOnly: false,
    })),
  ];
}

function relativeTargets(file: string, imports: readonly ImportLine[]): string[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => path.join(path.dirname(file), specifier));
}

function forbidden(file: string, { specifier, typeOnly }: ImportLine): string[] {
  const room = ROOMS.find(({ prefix }) => file.startsWith(prefix));
  if (!room) return [`${file} stands in no room of the house`];
  if (specifier.startsWith('.')) {
    const target = path.join(path.dirname(file), specifier);
    if (room.reaches.some((prefix) => target.startsWith(prefix))) return [];
    if (room.prefix === 'media/' && target === PANEL_CONTRACT) {
      return typeOnly ? [] : [`${file} imports more than types from ${target}`];
    }
    return [`${file} imports ${target}`];
  }
  if (!room.outside.includes(kindOf(specifier))) return [`${file} imports ${specifier}`];
  const reserved = RESERVED.find(
    ({ library }) => specifier === library || specifier.startsWith(`${library}/`),
  );
  return reserved && !file.startsWith(reserved.place) ? [`${file} imports ${specifier}`] : [];
}

function kindOf(specifier: string): Outside {
  if (specifier === 'vscode') return 'vscode';
  return specifier.startsWith('node:') ? 'node' : 'npm';
}

function shape(file: string, source: string): string[] {
  const found: string[] = [];
  const lines = source.trimEnd().split('\n').length;
  if (lines > LINES_LIMIT && !LONGER.has(file))
    found.push(`${file} has ${lines} lines, more than ${LINES_LIMIT}`);
  if (/(^|[/.])(utils?|helpers?|\w*[mM]anager)([/.]|$)/.test(file))
    found.push(`${file}: name it after what it does`);
  if (/@ts-(ignore|nocheck)/.test(source)) found.push(`${file} switches the compiler off`);
  if (isWithoutText(file) && /[а-яё]/i.test(withoutComments(source))) {
    found.push(`${file} holds text for the user: it belongs in texts.ts`);
  }
  return found;
}

/** Rooms whose Russian stands in texts.ts alone. Core has Russian prompts, models have Russian names. */
function isWithoutText(file: string): boolean {
  return /^(src\/editor|media)\//.test(file) && path.basename(file) !== 'texts.ts';
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Every circle of imports, once, named by the file at which it closes. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, above: readonly string[]): void => {
    const start = above.indexOf(file);
    if (start >= 0) found.push(`circle: ${[...above.slice(start), file].join(' → ')}`);
    if (start >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) walk(target, [...above, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

import { grammarOf } from '../code/definitions.ts';
import { languageId } from '../code/languageName.ts';
import { type Fence, fencesOf } from './fences.ts';

/** A fenced block, and the file that it is said to be; the path is as the model wrote it, with forward slashes. */
export interface NamedFence extends Fence {
  readonly path?: string;
  /** The line at which what belongs to it begins: the one that names its file, else its own. */
  readonly from: number;
}

const PATH = /^(?:[A-Za-z]:)?(?:~?[/\\])?(?:[\p{L}\p{N}_@.+()[\]$-]+[/\\])*[\p{L}\p{N}_@.+()[\]$-]+$/u;
const PLAIN_NAMES = /^(?:Dockerfile|Makefile|Rakefile|Gemfile|Jenkinsfile|CMakeLists\.txt)$/;
const OTHER_FILES =
  /^(?:json|jsonc|ya?ml|toml|md|txt|html?|css|scss|less|xml|sql|sh|ini|cfg|vue|svelte|proto|csproj)$/;
/** A line of more words is a sentence, not a name. */
const MOST_WORDS = 6;

/** The fenced blocks of an answer with their files: named at the fence, in the line before, or in the first comment. */
export function namedFences(answer: string): NamedFence[] {
  const lines = answer.split('\n');
  const fences = fencesOf(answer, false);
  return fences.map((fence, at) => {
    const before = labelLine(lines, fence.start, fences[at - 1]?.end ?? 0);
    const label = before === undefined ? undefined : pathInLine(lines[before] ?? '');
    const path = pathInInfo(fence.info) ?? label ?? pathInComment(fence.text);
    const from = label !== undefined && before !== undefined ? before : fence.start;
    return { ...fence, from, ...(path === undefined ? {} : { path }) };
  });
}

function labelLine(lines: readonly string[], fence: number, least: number): number | undefined {
  let line = fence - 1;
  while (line >= least && (lines[line] ?? '').trim() === '') line--;
  return line >= least ? line : undefined;
}

/** `ts src/a.ts`, `ts:src/a.ts`, `src/a.ts`, `{.ts file="src/a.ts"}`. */
function pathInInfo(info: string): string | undefined {
  const told = /(?:file|filename|path|title|name)\s*=\s*["']?([^"'}\s]+)/i.exec(info)?.[1];
  if (told !== undefined) return asPath(told);
  const [first = '', ...rest] = info.split(/\s+/);
  const behind = /^[\w+#-]+:(.+)$/.exec(first)?.[1];
  return [behind ?? first, ...rest].map(asPath).find((path) => path !== undefined);
}

/** `**src/a.ts**`, `### Файл: src/a.ts`, ``В `src/a.ts`:``. */
function pathInLine(line: string): string | undefined {
  const quoted = Array.from(line.matchAll(/[`*«"]+([^`*«»"\s]+)[`*»"]+/g), ([, word = '']) => asPath(word));
  const named = quoted.filter((path) => path !== undefined);
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const words = line
    .replace(/[`*#>]/g, ' ')
    .trim()
    .split(/\s+/);
  if (words.length > MOST_WORDS) return undefined;
  const found = words
    .map((word) => asPath(word.replace(/[:,.)]+$/, '')))
    .filter((path) => path !== undefined);
  return found.length === 1 ? found[0] : undefined;
}

/** `// src/a.ts`, `# src/a.py`, `<!-- a.html -->`. */
function pathInComment(text: string): string | undefined {
  const [first = ''] = text.split('\n', 1);
  const word = /^\s*(?:\/\/|#|--|\/\*|<!--|;|%)\s*(?:(?:file|файл)\s*:?\s*)?(\S+?)\s*(?:\*\/|-->)?\s*$/i.exec(
    first,
  )?.[1];
  return word === undefined ? undefined : asPath(word);
}

function asPath(word: string): string | undefined {
  if (!PATH.test(word)) return undefined;
  const path = word.replaceAll('\\', '/');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = /.\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = PLAIN_NAMES.test(name) || OTHER_FILES.test(extension) || grammarOf(name) !== undefined;
  return known || (path.includes('/') && extension !== '' && languageId(extension) !== '') ? path : undefined;
}

import { codeOnly } from '../code/codeOnly.ts';
import { isSameLanguage } from '../code/languageName.ts';
import { isText } from '../code/lexicon.ts';

/** Lines that code of a language has and hardly any other. */
const MARKS: readonly (readonly [language: string, kin: readonly string[], mark: RegExp])[] = [
  [
    'python',
    ['coffeescript', 'ruby', 'elixir', 'nim', 'cython'],
    /^\s*(?:async )?(?:def \w+\(.*\).*:|(?:elif|if|for|while|except|with) [^{}();]*:|from [\w.]+ import \w+|else:|try:|except:)\s*$/,
  ],
  [
    'javascript',
    [
      'typescript',
      'java',
      'csharp',
      'dart',
      'php',
      'vue',
      'svelte',
      'html',
      'scala',
      'kotlin',
      'swift',
      'groovy',
      'rust',
      'coffeescript',
      'qml',
    ],
    /^\s*(?:export )?(?:(?:async )?function\*? \w+\(.*\) ?\{|(?:const|let) [\w{[][^;]* = .*(?:;|=> ?\{?)|(?:import|export) .* from .+;?)\s*$/,
  ],
  [
    'go',
    ['swift', 'v'],
    /^\s*(?:func (?:\(\w+ \*?\w+\) )?\w+\(.*\).*\{|\w+(?:, \w+)* := .+|package \w+)\s*$/,
  ],
  [
    'rust',
    [],
    /^\s*(?:(?:pub )?(?:async )?fn \w+(?:<.*>)?\(.*\).*\{|let mut \w+.*;|impl(?:<.*>)? \w+.*\{)\s*$/,
  ],
  [
    'java',
    ['csharp', 'kotlin', 'scala', 'groovy', 'cpp', 'dart', 'php', 'swift', 'apex'],
    /^\s*(?:public|private|protected) (?:static |final |async |override )*(?:class \w+|[\w<>[\]]+ \w+\(.*\)).*\{?\s*$/,
  ],
];

/** So many lines of another language, and none that the document's own has, are no accident. */
const FEWEST = 2;

/** The language that the new code is in when it is another than the old code's and the document's. */
export function foreignLanguage(before: string, after: string, language: string): string | undefined {
  if (!isText(language) && !isSameLanguage('json', language) && language !== 'jsonc' && isObject(after))
    return before.trim() === '' || before.trimStart().startsWith('{') ? undefined : 'json';
  const known = MARKS.some(([name, kin]) => isSameLanguage(name, language) || kin.includes(language));
  if (!known) return undefined;
  const [old, now] = [codeOnly(before, language).split('\n'), codeOnly(after, language).split('\n')];
  const count = (lines: readonly string[], mark: RegExp): number =>
    lines.filter((line) => mark.test(line)).length;
  const own = MARKS.find(([name]) => isSameLanguage(name, language));
  if (own && count(now, own[2]) > 0) return undefined;
  return MARKS.find(
    ([name, kin, mark]) =>
      !isSameLanguage(name, language) &&
      !kin.includes(language) &&
      count(now, mark) >= FEWEST &&
      count(old, mark) === 0,
  )?.[0];
}

/** The code is an object of JSON and nothing else: models wrap their answers in such. */
function isObject(code: string): boolean {
  if (!/^\s*\{\s*"/.test(code)) return false;
  try {
    JSON.parse(code);
    return true;
  } catch {
    return false;
  }
}

/** A line that begins a definition. */
export interface DefinitionLine {
  readonly name: string;
  /** It may hold others: a class, a namespace, an implementation. */
  readonly holds: boolean;
  /** A type or a function: the same definition at any depth. Others count only where nothing holds them. */
  readonly minor: boolean;
}

export interface Grammar {
  /** Tried in order; the group `name` is the definition's. */
  readonly patterns: readonly Pattern[];
  /** A line that belongs to the definition below it: comments, decorators, attributes. */
  readonly leads: RegExp;
  /** Lines of these first characters are never definitions; a quick way out. */
  readonly never?: RegExp;
  /** Begins a method, or only a call, whose parameters stand on the lines below: what closes them tells which. */
  readonly spread?: RegExp;
  /** All that follows a definition belongs to it, up to the next one, however it is indented. */
  readonly flat?: true;
}
interface Pattern {
  readonly expression: RegExp;
  readonly holds?: boolean;
  readonly minor?: boolean;
}

const NAME = String.raw`(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`;
const CONTROL =
  'if|else|for|foreach|while|switch|catch|return|with|await|throw|new|do|try|super|function|typeof|delete|using|lock|elif|case|when|match|sizeof|assert|not|and|or';

function pattern(source: string, { holds = false, minor = false, flags = '' } = {}): Pattern {
  return { expression: new RegExp(source.replaceAll('NAME', NAME), `u${flags}`), holds, minor };
}
const container = (source: string): Pattern => pattern(source, { holds: true });
const minor = (source: string): Pattern => pattern(source, { minor: true });

const C_LEADS = /^\s*(?:\/\/|\/\*|\*|@|#\[|\[[\w.]+.*\]\s*$|template\s*<)/;
/** Most lines of code, told apart at their first characters. */
const C_NEVER =
  /^\s*(?:$|[)}\]'"`.?&|+]|\*(?:[\s/]|$)|\/\/|(?:return|if|else|import|throw|await|case|for|while)\b)/;
const HASH_LEADS = /^\s*(?:#|@)/;
const MODIFIERS =
  '(?:(?:public|private|protected|internal|static|final|abstract|virtual|override|sealed|partial|async|readonly|export|default|declare|unsafe|extern|const|inline|open|data|inner|operator|suspend|synchronized|native|companion|lateinit|tailrec|fileprivate|mutating|required|convenience|implicit|lazy|case|strictfp|new)\\s+)*';

const SCRIPT: Grammar = {
  leads: C_LEADS,
  never: C_NEVER,
  spread: new RegExp(
    `^\\s+(?!(?:${CONTROL})\\b)(?:(?:public|private|protected|static|async|get|set|override)\\s+)*\\*?\\s*#?${NAME}\\s*(?:<.*>)?\\(\\s*$`,
    'u',
  ),
  patterns: [
    container(`^\\s*${MODIFIERS}(?:class|namespace|module|interface|enum)\\s+NAME`),
    container('^(?:module\\.)?exports(?:\\.\\w+)?\\s*=\\s*class\\s+NAME'),
    pattern(`^\\s*${MODIFIERS}function\\s*\\*?\\s*NAME`),
    pattern(`^\\s*(?:export\\s+)?(?:declare\\s+)?type\\s+NAME[^=]*=`),
    pattern(
      `^\\s*(?:export\\s+)?(?:const|let|var)\\s+NAME\\s*(?::[^=]+)?=\\s*(?:async\\s*)?(?:function|\\([^)]*\\)\\s*(?::[^=]+)?=>|[\\w$]+\\s*=>|\\($|class\\b)`,
    ),
    minor(`^(?:export\\s+)?(?:const|let|var)\\s+NAME\\b`),
    pattern(`^\\s*(?:[\\w$]+\\.)+NAME\\s*=\\s*(?:async\\s*)?(?:function|\\(|class\\b|[\\w$]+\\s*=>)`),
    minor(`^exports\\.NAME\\s*=`),
    pattern(
      `^\\s+(?!(?:${CONTROL})\\b)(?:(?:public|private|protected|static|async|get|set|override|abstract|readonly)\\s+)*\\*?\\s*#?NAME\\s*(?:<[^>]*>)?\\([^;]*(?:\\{|\\($|,$)\\s*$`,
    ),
    pattern(
      `^\\s+(?!(?:${CONTROL})\\b)NAME\\s*[:=]\\s*(?:async\\s*)?(?:function\\b|\\([^)]*\\)\\s*=>\\s*\\{)`,
    ),
  ],
};
const PYTHON: Grammar = {
  leads: HASH_LEADS,
  patterns: [
    container('^\\s*class\\s+NAME'),
    pattern('^\\s*(?:async\\s+)?def\\s+NAME'),
    minor('^NAME\\s*(?::[^=]+)?=[^=]'),
  ],
};
const JVM: Grammar = {
  leads: C_LEADS,
  never: C_NEVER,
  patterns: [
    container(
      `^\\s*${MODIFIERS}(?:enum\\s+class|annotation\\s+class|class|interface|enum|record|struct|object|trait|@interface|namespace|protocol|extension|actor|mixin)\\s+NAME`,
    ),
    pattern(`^\\s*${MODIFIERS}(?:fun|func|def)\\s+(?:<[^>]*>\\s*)?(?:[\\w<>?]+\\.)?NAME`),
    pattern(`^\\s*${MODIFIERS}(?<name>init|deinit|subscript|constructor)\\b[^=]*[({]`),
    pattern(
      `^\\s+(?!(?:${CONTROL})\\b)${MODIFIERS}(?:<[^>]+>\\s*)?[\\p{L}_][\\p{L}\\p{N}_.<>,?\\[\\]\\s&]*\\s+NAME\\s*(?:<[^>]*>)?\\([^;=]*(?:\\{|=>.*|,|\\(|\\)|\\w)?\\s*$`,
    ),
    pattern(`^\\s+(?:public|private|protected|internal)\\s+NAME\\s*\\([^;]*$`),
  ],
};
const GO: Grammar = {
  leads: /^\/\//,
  patterns: [
    pattern('^func\\s+(?:\\([^)]*\\)\\s*)?NAME'),
    container('^type\\s+NAME'),
    minor('^(?:var|const)\\s+NAME'),
  ],
};
const RUST: Grammar = {
  leads: C_LEADS,
  never: C_NEVER,
  patterns: [
    container(`^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:unsafe\\s+)?(?:trait|mod)\\s+NAME`),
    container(`^\\s*(?:unsafe\\s+)?impl\\b(?:<.*?>)?\\s+(?:.*\\bfor\\s+)?(?:[\\w:]+::)?NAME`),
    pattern(
      `^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:default\\s+|const\\s+|async\\s+|unsafe\\s+|extern\\s+"[^"]*"\\s+)*fn\\s+NAME`,
    ),
    pattern(`^\\s*(?:pub(?:\\([^)]*\\))?\\s+)?(?:struct|enum|union|type|macro_rules!)\\s+NAME`),
    minor(`^(?:pub(?:\\([^)]*\\))?\\s+)?(?:const|static)\\s+(?:mut\\s+)?NAME`),
  ],
};
const C: Grammar = {
  leads: C_LEADS,
  never: /^(?:\s*$|\s*[})])/,
  patterns: [
    container(
      '^\\s*(?:typedef\\s+)?(?:class|struct|enum(?:\\s+class)?|union|namespace)\\s+(?:[A-Z_]+\\s+)?NAME[^;()]*$',
    ),
    pattern('^\\s*#\\s*define\\s+NAME\\('),
    pattern(
      `^(?!(?:${CONTROL}|typedef|using|#)\\b)[\\p{L}_][^;={]*?[\\s*&]~?(?:[\\w<>]+::)*~?NAME\\s*\\([^;]*$`,
    ),
    pattern(`^(?:[\\w<>]+::)+~?NAME\\s*\\([^;]*$`),
    pattern(
      `^\\s+(?!(?:${CONTROL})\\b)[\\p{L}_][\\w\\s*&:<>,]*[\\s*&]NAME\\s*\\([^;]*\\)\\s*(?:const\\s*)?(?:noexcept\\s*)?(?:override\\s*)?\\{`,
    ),
  ],
};
const PHP: Grammar = {
  leads: /^\s*(?:\/\/|\/\*|\*|#)/,
  patterns: [
    container(`^\\s*${MODIFIERS}(?:class|interface|trait|enum|namespace)\\s+NAME`),
    pattern(`^\\s*${MODIFIERS}function\\s+&?NAME`),
  ],
};
const RUBY: Grammar = {
  leads: /^\s*#/,
  patterns: [
    container('^\\s*(?:class|module)\\s+(?:\\w+::)*NAME'),
    pattern('^\\s*def\\s+(?:self\\.)?NAME'),
    container('^\\s*(?:defmodule|defprotocol|defimpl)\\s+(?:\\w+\\.)*NAME'),
    pattern('^\\s*(?:defp|defmacro|defguard)\\s+NAME'),
  ],
};
const BSL: Grammar = {
  leads: /^\s*(?:\/\/|&)/,
  patterns: [
    pattern('^\\s*(?:асинх\\s+|async\\s+)?(?:процедура|функция|procedure|function)\\s+NAME', { flags: 'i' }),
    pattern('^\\s*#(?:область|region)\\s+NAME', { flags: 'i', holds: true }),
  ],
};
const SQL: Grammar = {
  leads: /^\s*--/,
  patterns: [
    pattern(
      '^\\s*(?:create|alter)\\s+(?:or\\s+replace\\s+)?(?:\\w+\\s+){0,3}?(?:table|view|function|procedure|trigger|index|type|package|schema|sequence)\\s+(?:body\\s+)?(?:if\\s+not\\s+exists\\s+)?(?:["`\\[\\w]+\\.)?["`\\[]?NAME',
      { flags: 'i' },
    ),
  ],
};
const SHELL: Grammar = {
  leads: /^\s*#/,
  patterns: [
    pattern('^\\s*(?:function\\s+)?NAME\\s*\\(\\)\\s*\\{?'),
    pattern('^\\s*(?:function|sub|local function|proc)\\s+(?:[\\w.:]+[.:])?NAME'),
  ],
};
const SCHEMA: Grammar = {
  leads: /^\s*(?:\/\/|#|"""|\*|\/\*)/,
  patterns: [
    container('^\\s*(?:message|service|enum|type|interface|input|union|scalar|model)\\s+NAME'),
    pattern('^\\s*rpc\\s+NAME'),
    pattern('^(?:resource|data|module|variable|output)\\s+"[^"]*"(?:\\s+"NAME")?'),
  ],
};
const MARKDOWN: Grammar = {
  leads: /^(?!)/,
  patterns: [pattern('^#{1,6}\\s+(?<name>.{1,80}?)\\s*#*$')],
  flat: true,
};

const BY_EXTENSION: Readonly<Record<string, Grammar>> = {
  ...named(SCRIPT, 'ts tsx mts cts js jsx mjs cjs vue svelte astro es6'),
  ...named(PYTHON, 'py pyi pyx'),
  ...named(JVM, 'java kt kts cs scala sc groovy gradle swift dart'),
  ...named(GO, 'go'),
  ...named(RUST, 'rs'),
  ...named(C, 'c h cc cpp cxx hpp hh hxx ino m mm cu'),
  ...named(PHP, 'php phtml inc'),
  ...named(RUBY, 'rb rake ex exs'),
  ...named(BSL, 'bsl os'),
  ...named(SQL, 'sql pls plsql pks pkb'),
  ...named(SHELL, 'sh bash zsh lua pl pm tcl r'),
  ...named(SCHEMA, 'proto graphql gql tf prisma'),
  ...named(MARKDOWN, 'md mdx markdown'),
};

function named(grammar: Grammar, extensions: string): Record<string, Grammar> {
  return Object.fromEntries(extensions.split(' ').map((extension) => [extension, grammar]));
}

/** How definitions look in a file of this name; undefined where only indentation tells. */
export function grammarOf(file: string): Grammar | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/** Longer lines are data, and patterns would take their time over them. */
const LONGEST_LINE = 240;

/** The definition that begins in this line. */
export function definitionAt(line: string, grammar: Grammar): DefinitionLine | undefined {
  if (line.length > LONGEST_LINE || grammar.never?.test(line)) return undefined;
  for (const { expression, holds = false, minor: slight = false } of grammar.patterns) {
    const name = expression.exec(line)?.groups?.['name'];
    if (name !== undefined) return { name, holds, minor: slight };
  }
  return undefined;
}

/** Lines that parameters may take. */
const MOST_PARAMETERS = 40;

/** As `definitionAt`, with a look at the lines below where this one does not tell a method from a call. */
export function definitionIn(
  lines: readonly string[],
  at: number,
  grammar: Grammar,
): DefinitionLine | undefined {
  const line = lines[at] ?? '';
  const known = definitionAt(line, grammar);
  if (known || !line.trimEnd().endsWith('(') || line.length > LONGEST_LINE) return known;
  const name = grammar.spread?.exec(line)?.groups?.['name'];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  if (name === undefined) return undefined;
  const closing = lines
    .slice(at + 1, at + 1 + MOST_PARAMETERS)
    .find((below) => below.startsWith(`${indent})`));
  return closing?.trimEnd().endsWith('{') ? { name, holds: false, minor: false } : undefined;
}

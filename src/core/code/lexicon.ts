/** What tells comments and strings from code, by the editor's language ids. Enough for filters, not for a parser. */
export interface Lexicon {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** Longer quotes first. A quote of one character ends with its line, except the backtick. */
  readonly quotes: readonly string[];
  /** Sources of patterns for what quotes do not tell: characters, regular expressions. */
  readonly literals?: readonly string[];
}

/** A character of Rust, where a single quote may also begin a lifetime. */
const CHARACTER = String.raw`'(?:\\[^'\n]+|[^'\\\n])'`;
/** A regular expression of JavaScript: a slash where no quotient can stand. */
const REGULAR_EXPRESSION = String.raw`(?<=[=(,:[!&|?{};]\s{0,8}|\breturn\s)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/`;

const C_LIKE: Lexicon = { lineComments: ['//'], blockComments: [['/*', '*/']], quotes: ['"', "'"] };
const BACKTICK: Lexicon = { ...C_LIKE, quotes: ['`', '"', "'"] };
const SCRIPT: Lexicon = { ...BACKTICK, literals: [REGULAR_EXPRESSION] };
const JVM: Lexicon = { ...C_LIKE, quotes: ['"""', '"', "'"] };
const HASH: Lexicon = { lineComments: ['#'], blockComments: [], quotes: ['"', "'"] };
const PYTHON: Lexicon = { ...HASH, quotes: ['"""', "'''", '"', "'"] };
const MARKUP: Lexicon = { lineComments: [], blockComments: [['<!--', '-->']], quotes: [] };
const STYLE: Lexicon = { lineComments: [], blockComments: [['/*', '*/']], quotes: ['"', "'"] };
const SQL: Lexicon = { lineComments: ['--'], blockComments: [['/*', '*/']], quotes: ["'", '"'] };
const LISP: Lexicon = { lineComments: [';'], blockComments: [], quotes: ['"'] };

const BY_LANGUAGE: ReadonlyMap<string, Lexicon> = new Map([
  ...named(SCRIPT, 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'),
  ...named(BACKTICK, 'go', 'dart'),
  ...named({ ...C_LIKE, quotes: ['"'], literals: [CHARACTER] }, 'rust'),
  ...named(JVM, 'java', 'kotlin', 'scala', 'groovy', 'swift', 'csharp'),
  ...named(C_LIKE, 'c', 'cpp', 'objective-c', 'objective-cpp', 'zig', 'scss', 'less', 'jsonc', 'proto3'),
  ...named({ ...C_LIKE, lineComments: ['//', '#'] }, 'php'),
  ...named({ ...C_LIKE, quotes: ['"'] }, 'bsl', '1c'),
  ...named(PYTHON, 'python', 'julia'),
  ...named(
    HASH,
    'ruby',
    'perl',
    'r',
    'shellscript',
    'yaml',
    'toml',
    'makefile',
    'dockerfile',
    'coffeescript',
  ),
  ...named(
    HASH,
    'elixir',
    'powershell',
    'cmake',
    'dockercompose',
    'properties',
    'dotenv',
    'terraform',
    'nix',
  ),
  ...named(SQL, 'sql', 'plsql'),
  ...named({ ...SQL, blockComments: [['--[[', ']]']] }, 'lua'),
  ...named({ ...SQL, blockComments: [['{-', '-}']], quotes: ['"'] }, 'haskell', 'elm'),
  ...named({ ...C_LIKE, blockComments: [['{', '}']], quotes: ["'"] }, 'pascal', 'objectpascal', 'delphi'),
  ...named(LISP, 'clojure', 'lisp', 'scheme', 'racket', 'ini'),
  ...named({ ...LISP, lineComments: ['%'] }, 'latex', 'tex', 'erlang', 'matlab', 'prolog'),
  ...named({ ...LISP, lineComments: ["'"] }, 'vb'),
  ...named(MARKUP, 'html', 'xml', 'markdown', 'vue', 'svelte', 'plaintext', 'restructuredtext', 'asciidoc'),
  ...named(STYLE, 'css', 'json'),
]);

function named(lexicon: Lexicon, ...languages: readonly string[]): [string, Lexicon][] {
  return languages.map((language) => [language, lexicon]);
}

/** The lexicon of a language; of one that is not known, that of C: the widest spread. */
export function lexiconOf(language: string): Lexicon {
  return BY_LANGUAGE.get(language) ?? C_LIKE;
}

/** Texts, or data with texts in it: hardly a line is code. */
const TEXTS = [
  ...['plaintext', 'markdown', 'mdx', 'restructuredtext', 'asciidoc', 'latex', 'tex', 'html', 'xml'],
  ...['handlebars', 'jinja', 'yaml', 'properties', 'ini', 'git-commit'],
];
const TEXT = new Set(TEXTS);
const PROSE = new Set([...TEXTS, 'vue', 'svelte', 'javascriptreact', 'typescriptreact', 'php']);

/** Documents in which sentences stand outside comments and quotes. */
export function holdsProse(language: string): boolean {
  return PROSE.has(language);
}

/** Documents in which code is the exception. */
export function isText(language: string): boolean {
  return TEXT.has(language);
}

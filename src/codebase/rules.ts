import { readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isSecretFile, isSecretFolder } from '../core/context/secretFiles.ts';
import { globalExcludesFile } from './globalExcludes.ts';

/** What is left out whatever any rule says: it is no code of the user's. */
const NEVER = new Set(
  `.git .hg .svn .bzr CVS .jj node_modules bower_components jspm_packages __pycache__ .venv .tox .nox .mypy_cache
  .pytest_cache .ruff_cache .ipynb_checkpoints .gradle .idea .vs .vscode-test .terraform .next .nuxt .svelte-kit
  .parcel-cache .turbo .yarn .pnpm-store .cache .dart_tool .stack-work .bundle .eggs site-packages .history .tolmach
  DerivedData Pods`.split(/\s+/),
);
/** What is usually built: left out where no .gitignore speaks and sources stand beside it. */
const BUILT = new Set('dist build out target bin obj coverage _build venv env htmlcov tmp logs'.split(' '));
const SOURCES = /^(src|source|sources|lib|app|apps|packages|internal|cmd|crates|main\.[a-z]+)$/;

const NOT_TEXT = new RegExp(
  `\\.(${[
    'png jpe?g gif bmp ico icns webp avif tiff? psd ai eps svg heic mp[34] m4[av] avi mov mkv webm wav ogg flac aac',
    'woff2? ttf otf eot zip gz tgz bz2 xz 7z rar zst jar war ear aar apk ipa dmg iso deb rpm msi whl egg nupkg vsix',
    'exe dll so dylib a o obj lib pdb class pyc pyo pyd wasm bin dat db sqlite3? mdb pack idx map snap',
    'pdf docx? xlsx? pptx? odt ods odp cf epf erf cfe dt 1cd gguf onnx pt pth safetensors npy npz h5 parquet',
    'lock min\\.js min\\.css bundle\\.js mo gmo tsbuildinfo',
  ]
    .join(' ')
    .replaceAll(' ', '|')})$`,
  'i',
);
const LOCKS = /^(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|composer\.lock|\.DS_Store)$/;

/** The rules of one folder and of all above it in the workspace folder. */
export interface Rules {
  readonly parent: Rules | undefined;
  /** Absolute, of the folder that these rules stand in. */
  readonly base: string;
  readonly ignore: Ignore | undefined;
  /** A .gitignore stands here or above: what is built is its business. */
  readonly spoken: boolean;
}

/** Read once: the worker that reads it does not live for ever. */
let everywhere: { readonly ignore: Ignore | undefined } | undefined;

/** The rules at a workspace folder's root: the user's global ones count least, then `.git/info/exclude`. */
export function rootRules(root: string): Rules {
  const own = readRules(path.join(root, '.git/info/exclude'));
  everywhere ??= { ignore: readRules(globalExcludesFile()) };
  const parent = { parent: undefined, base: root, ignore: everywhere.ignore, spoken: false };
  return { parent, base: root, ignore: own, spoken: false };
}

/** The rules in `folder`, below those of its parent. */
export function rulesIn(folder: string, parent: Rules, hasGitignore: boolean): Rules {
  const own = hasGitignore ? readRules(path.join(folder, '.gitignore')) : undefined;
  return own ? { parent, base: folder, ignore: own, spoken: true } : parent;
}

function readRules(file: string): Ignore | undefined {
  try {
    return ignore({ ignorecase: false, allowRelativePaths: true }).add(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a .gitignore says of `place`, the nearest first. */
function verdict(rules: Rules, place: string, isFolder: boolean): 'out' | 'in' | undefined {
  for (let at: Rules | undefined = rules; at; at = at.parent) {
    if (!at.ignore) continue;
    const relative = path.relative(at.base, place).split(path.sep).join('/');
    const { ignored, unignored } = at.ignore.test(isFolder ? `${relative}/` : relative);
    if (ignored) return 'out';
    if (unignored) return 'in';
  }
  return undefined;
}

/** Whether the walk goes into a folder. `siblings`: the names that stand beside it. */
export function takesFolder(rules: Rules, folder: string, siblings: readonly string[]): boolean {
  const name = path.basename(folder);
  if (NEVER.has(name) || isSecretFolder(name)) return false;
  const said = verdict(rules, folder, true);
  if (said) return said === 'in';
  if (rules.spoken || !BUILT.has(name)) return true;
  return !siblings.some((sibling) => sibling !== name && SOURCES.test(sibling));
}

/** Whether a file is read at all, by its name and the rules. */
export function takesFile(rules: Rules, file: string): boolean {
  const name = path.basename(file);
  if (NOT_TEXT.test(name) || LOCKS.test(name) || isSecretFile(name)) return false;
  return verdict(rules, file, false) !== 'out';
}

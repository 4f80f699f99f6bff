import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

interface Surroundings {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const HERE: Surroundings = { home: homedir(), environment: process.env };

/**
 * The user's own file of what git is to leave out everywhere: `core.excludesFile` of the global settings, else
 * `git/ignore` among the user's settings (gitignore(5), git-config(1)). Settings of one repository, and files that
 * the global ones include, are not looked into.
 */
export function globalExcludesFile({ home, environment }: Surroundings = HERE): string {
  const settings = environment['XDG_CONFIG_HOME'] || path.join(home, '.config');
  // The later one wins in git.
  const files = environment['GIT_CONFIG_GLOBAL']
    ? [environment['GIT_CONFIG_GLOBAL']]
    : [path.join(home, '.gitconfig'), path.join(settings, 'git/config')];
  for (const file of files) {
    const named = excludesIn(textOf(file));
    if (named) return named.replace(/^~(?=\/|\\|$)/, home);
  }
  return path.join(settings, 'git/ignore');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The last `excludesFile` of a `[core]` section. */
function excludesIn(config: string): string | undefined {
  let section = '';
  let found: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const [, header, rest = ''] = /^\s*\[\s*([^\]]*?)\s*\](.*)$/.exec(line) ?? [];
    if (header !== undefined) section = header.toLowerCase();
    const [, value] = /^\s*excludesfile\s*=\s*(.*?)\s*$/i.exec(header === undefined ? line : rest) ?? [];
    if (section === 'core' && value !== undefined) found = unquoted(value);
  }
  return found || undefined;
}

/** Git's quotes and escapes; what follows a `#` or `;` outside of quotes is a comment. */
function unquoted(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
  const bare = quoted ?? value.replace(/\s*[#;].*$/, '');
  return bare.replace(/\\(["\\])/g, '$1');
}

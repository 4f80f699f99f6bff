import ignore, { type Ignore } from 'ignore';

/**
 * The setting's globs as gitignore rules: `**\/generated`, `*.min.js`, `docs/old/`. Where VS Code writes alternatives
 * in braces each becomes a rule.
 */
export function readGlobs(globs: readonly string[]): Ignore {
  return ignore({ ignorecase: false }).add(globs.flatMap(alternatives).filter((glob) => glob.trim() !== ''));
}

const MOST_ALTERNATIVES = 200;

function alternatives(glob: string): string[] {
  let found = [glob];
  for (;;) {
    const braced = found.findIndex((one) => /\{[^{}]*\}/.test(one));
    const one = found[braced];
    if (one === undefined || found.length > MOST_ALTERNATIVES) return found;
    const match = /\{([^{}]*)\}/.exec(one);
    if (!match) return found;
    const [before, after] = [one.slice(0, match.index), one.slice(match.index + match[0].length)];
    const parts = (match[1] ?? '').split(',').map((part) => before + part + after);
    found = [...found.slice(0, braced), ...parts, ...found.slice(braced + 1)];
  }
}

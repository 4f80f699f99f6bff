/** A file, and the file of its tests. */
export interface Pair {
  readonly source: string;
  readonly test: string;
}

/**
 * The folder of the tests of a file in `folder`, by where those of another file are: beside it, in a folder of it, or
 * in a tree of tests that has the folders of the sources. Nothing where that tells nothing of this folder.
 */
export function folderFor({ source, test }: Pair, folder: string): string | undefined {
  const [from, to] = [folderOf(source), folderOf(test)];
  if (from === to) return folder;
  const inside = from === '' ? to : to.startsWith(`${from}/`) ? to.slice(from.length + 1) : undefined;
  if (inside === '__tests__') return folder === '' ? inside : `${folder}/${inside}`;
  const [left, right] = [parts(from), parts(to)];
  let same = 0;
  while (same < Math.min(left.length, right.length) && left.at(-1 - same) === right.at(-1 - same)) same++;
  const [trunk, tree] = [left.slice(0, left.length - same), right.slice(0, right.length - same)];
  const own = parts(folder);
  if (!trunk.every((part, at) => own[at] === part)) return undefined;
  // Tests of folders that are gathered in one lie there, too.
  const flat = same === 0 && from !== '' && folder !== from;
  return flat ? tree.join('/') : [...tree, ...own.slice(trunk.length)].join('/');
}

/** Where the tools of a language look for tests when no tests are there yet. */
export function testFolder(source: string): string {
  const folder = folderOf(source);
  if (/\.(?:java|kt|scala)$/.test(source)) return folder.replace(/(^|\/)src\/main(?=\/|$)/, '$1src/test');
  if (/\.(?:py|php|cs|c|cc|cpp|cxx|h|hh|hpp|hxx)$/.test(source)) return 'tests';
  if (source.endsWith('.rb')) return mirrored(folder, 'spec');
  if (/\.(?:dart|ex|exs)$/.test(source)) return mirrored(folder, 'test');
  return source.endsWith('.swift') ? 'Tests' : folder;
}

function mirrored(folder: string, tests: string): string {
  return [tests, ...parts(folder).filter((part, at) => at > 0 || !/^(?:lib|app|src)$/.test(part))].join('/');
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parts(folder: string): string[] {
  return folder === '' ? [] : folder.split('/');
}

import { folderFor, folderOf, nameOf, type Pair, testFolder } from './testFolders.ts';

/** Where the tests of a file go. Paths are within the workspace folder, with forward slashes. */
export interface TestPlace {
  readonly path: string;
  readonly exists: boolean;
  /** Other files of tests in that language, the nearest first: they show how tests are written here. */
  readonly examples: readonly string[];
  /** Files that name the project's libraries, the nearest first. */
  readonly manifests: readonly string[];
}

const FAMILIES: readonly (readonly string[])[] = [
  ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte'],
  ['c', 'cc', 'cpp', 'cxx', 'h', 'hh', 'hpp', 'hxx'],
  ['java'],
  ...[
    ['kt', 'kts'],
    ['py'],
    ['go'],
    ['rs'],
    ['cs'],
    ['rb'],
    ['php'],
    ['dart'],
    ['swift'],
    ['scala'],
    ['ex', 'exs'],
  ],
];
const MANIFEST =
  /^(?:package\.json|pyproject\.toml|setup\.cfg|requirements[\w-]*\.txt|tox\.ini|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|composer\.json|CMakeLists\.txt|pubspec\.yaml|build\.sbt|[\w.-]+\.csproj)$/;
const TEST_FOLDER = /(?:^|\/)(?:tests?|__tests__|specs?)(?:\/|$)/i;
/** What a name of a file of tests holds besides the name of what is tested. */
const AFFIXES: readonly RegExp[] = [
  /^()(.+?)([.](?:test|spec))$/,
  /^()(.+?)([_-](?:test|tests|spec|unittest))$/,
  /^(test[_-])(.+)()$/,
  /^()(.+?)(Tests?|Spec|(?<=[a-z\d])IT)$/,
];
/** Most paths are none at the first glance. */
const MAY_BE_TEST = /test|spec|IT\./i;
const MOST_EXAMPLES = 3;
/** Of so many files of tests the folders are looked at. */
const NEIGHBOURS = 100;

/**
 * Where the tests of a file go: into the file that has tests of it, else beside those of its neighbours and named as
 * they are, else where the language's own tools look.
 * @param files all paths of the workspace folder
 * @returns nothing where tests of such files are not known
 */
export function testPlace(source: string, files: readonly string[]): TestPlace | undefined {
  const family = FAMILIES.find((one) => one.includes(extensionOf(source)));
  if (!family) return undefined;
  const kin = files.filter((file) => family.includes(extensionOf(file)));
  const tests = ranked(kin.filter(isTestFile), (test) => shared(test, source));
  const place = (path: string, exists: boolean): TestPlace => ({
    path,
    exists,
    examples: tests.filter((file) => file !== path && file !== source).slice(0, MOST_EXAMPLES),
    manifests: ranked(
      files.filter((file) => isAbove(file, source) && MANIFEST.test(nameOf(file))),
      (file) => shared(file, source),
    ),
  });
  if (isTestFile(source)) return place(source, true);
  const stem = plain(stemOf(source));
  const named = tests.filter((test) => testedStem(test) === stem);
  const own = pairsOf(kin, named).find((pair) => pair.source === source);
  if (own) return place(own.test, true);
  if (extensionOf(source) === 'rs') return place(source, true);
  const path = newPath(source, tests, pairsOf(kin, tests.slice(0, NEIGHBOURS)));
  // A file of that name that was not taken for tests of this one is somebody else's.
  return place(path, files.includes(path));
}

/** By its name, or by the folder that it stands in. */
export function isTestFile(path: string): boolean {
  return MAY_BE_TEST.test(path) && (affixesOf(path) !== undefined || /(?:^|\/)__tests__\/[^/]+$/.test(path));
}

interface Affixes {
  readonly before: string;
  readonly stem: string;
  readonly after: string;
}

function affixesOf(path: string): Affixes | undefined {
  const stem = stemOf(path);
  // A class such as `SpeedTest` is told from one of tests by its folder or its language's way.
  const camel = /\.(?:java|kt|cs|php|swift|scala)$/.test(path) || TEST_FOLDER.test(path);
  for (const [at, affix] of AFFIXES.entries()) {
    const [, before = '', tested, after = ''] = affix.exec(stem) ?? [];
    if (tested !== undefined && (at < AFFIXES.length - 1 || camel)) return { before, stem: tested, after };
  }
  return undefined;
}

/** These files of tests, each with the file that it tests. */
function pairsOf(files: readonly string[], tests: readonly string[]): Pair[] {
  const wanted = new Map<string, string[]>(tests.map((test) => [testedStem(test), []]));
  for (const file of files) {
    const found = wanted.get(plain(stemOf(file)));
    if (found && !isTestFile(file)) found.push(file);
  }
  return tests.flatMap((test) => {
    const found = wanted.get(testedStem(test)) ?? [];
    const [source] = found.length > 1 ? ranked(found, (one) => kinship(one, test)) : found;
    return source === undefined ? [] : [{ source, test }];
  });
}

function testedStem(test: string): string {
  return plain(affixesOf(test)?.stem ?? stemOf(test));
}

/** Of names alike the one whose last folders are the same; then the one that is nearer. */
function kinship(source: string, test: string): number {
  const [own, other] = [folderOf(source), folderOf(test)].map((path) =>
    path.split('/').filter((part) => !TEST_FOLDER.test(part)),
  );
  let same = 0;
  while (same < (own?.length ?? 0) && own?.at(-1 - same) === other?.at(-1 - same)) same++;
  return same * 100 + shared(source, test);
}

function newPath(source: string, tests: readonly string[], pairs: readonly Pair[]): string {
  const neighbours = ranked(pairs, (pair) => shared(pair.source, source));
  for (const pair of neighbours) {
    const folder = folderFor(pair, folderOf(source));
    if (folder !== undefined) return joined(folder, nameLike(pair.test, source, extensionOf(pair.source)));
  }
  const [nearest] = tests;
  if (nearest === undefined) return joined(testFolder(source), usualName(source));
  const apart = TEST_FOLDER.test(`${folderOf(nearest)}/`);
  return joined(
    apart ? folderOf(nearest) : folderOf(source),
    nameLike(nearest, source, extensionOf(nearest)),
  );
}

/** @param tested extension of what the other file tests */
function nameLike(test: string, source: string, tested: string): string {
  const { before, after } = affixesOf(test) ?? { before: '', after: '' };
  const extension = extensionOf(test) === tested ? testable(extensionOf(source)) : extensionOf(test);
  return `${before}${stemOf(source)}${after}.${extension}`;
}

function usualName(source: string): string {
  const [stem, extension] = [stemOf(source), testable(extensionOf(source))];
  if (/^(?:java|kt|php|scala)$/.test(extension)) return `${stem}Test.${extension}`;
  if (/^(?:cs|swift)$/.test(extension)) return `${stem}Tests.${extension}`;
  if (extension === 'py') return `test_${stem}.py`;
  if (extension === 'rb') return `${stem}_spec.rb`;
  if (FAMILIES[0]?.includes(extension)) return `${stem}.test.${extension}`;
  return `${stem}_test.${extension}`;
}

/** Tests of components and headers are plain code. */
function testable(extension: string): string {
  if (/^(?:vue|svelte)$/.test(extension)) return 'ts';
  if (/^h/.test(extension)) return 'cpp';
  return extension === 'ex' ? 'exs' : extension;
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(dot + 1).toLowerCase() : '';
}

function stemOf(path: string): string {
  const dot = path.lastIndexOf('.');
  const name = path.lastIndexOf('/') + 1;
  return path.slice(name, dot > name ? dot : path.length);
}

/** `order-list`, `order_list` and `OrderList` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}

/** The highest first; of equals the earlier. */
function ranked<T>(all: readonly T[], rank: (one: T) => number): T[] {
  return all
    .map((one) => ({ one, rank: rank(one) }))
    .sort((left, right) => right.rank - left.rank)
    .map(({ one }) => one);
}

/** How many folders two paths have in common, less those that lie between them. */
function shared(one: string, other: string): number {
  let [same, depth, at] = [0, 0, 0];
  while (at < one.length && one[at] === other[at]) if (one[at++] === '/') same++;
  for (const sign of one) if (sign === '/') depth++;
  return same * 2 - depth;
}

function isAbove(file: string, source: string): boolean {
  const folder = folderOf(file);
  return folder === '' || source.startsWith(`${folder}/`);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conceptsOf } from '../../../../src/core/retrieval/concepts.ts';
import { Gatherer, type TermIndex } from '../../../../src/core/retrieval/gather.ts';
import { pathKind } from '../../../../src/core/retrieval/pathKind.ts';
import { type Place, rank } from '../../../../src/core/retrieval/rank.ts';
import { DEFINITION_MARK, PATH_MARK, TermReader } from '../../../../src/core/retrieval/terms.ts';

const reader = new TermReader();
const gatherer = new Gatherer();

function place(path: string, text: string, definition = ''): Place {
  return { folder: '/project', path, startLine: 1, endLine: text.split('\n').length, text, definition };
}

/** An index in memory over places, by the rules of the real one. */
function indexOf(places: readonly Place[]): TermIndex {
  const sets = places.map(({ path, text, definition }) => {
    const terms = new Set(reader.read(text).terms);
    for (const term of reader.read(definition).terms) terms.add(DEFINITION_MARK + term);
    for (const term of reader.read(path).terms) terms.add(PATH_MARK + term);
    return terms;
  });
  return {
    total: places.length,
    greatestId: places.length,
    chunksWith: (terms, most) => {
      const ids = sets.flatMap((set, at) => (terms.every((term) => set.has(term)) ? [at + 1] : []));
      return Uint32Array.from(ids.slice(0, most));
    },
  };
}

function find(
  places: readonly Place[],
  text: string,
  open: readonly string[] = [],
  identifiers: readonly string[] = [],
) {
  const { candidates, concepts } = gatherer.gather(conceptsOf({ text, identifiers }), indexOf(places));
  const found = candidates.flatMap(({ id }) => places[id - 1] ?? []);
  return rank(found, concepts, { text, openFiles: open, recentFiles: [] }, reader).map(({ path }) => path);
}

const noise = Array.from({ length: 30 }, (_, at) =>
  place(`src/other${at}.ts`, `const value${at} = open(file);`),
);

test('the place that says most of what is asked comes first', () => {
  const places = [
    ...noise,
    place('src/a.ts', 'cart'),
    place('src/cart.ts', 'function applyDiscount(cart) { return cart.total; }', 'applyDiscount'),
    place('src/b.ts', 'discount'),
  ];
  assert.equal(find(places, 'Где считается скидка в корзине?')[0], 'src/cart.ts');
});

test('a definition of the name comes before its uses', () => {
  const uses = Array.from({ length: 5 }, (_, at) => place(`src/use${at}.ts`, 'openCart(); openCart();'));
  const places = [...noise, ...uses, place('src/z.ts', 'function openCart() {}', 'openCart')];
  assert.equal(find(places, '', [], ['openCart'])[0], 'src/z.ts');
});

test('code comes before its tests, documents and copies', () => {
  const text = 'retry backoff connection';
  const paths = ['test/retry.test.ts', 'docs/retry.md', 'vendor/retry.ts', 'locale/ru.json', 'src/retry.ts'];
  assert.equal(
    find([...noise, ...paths.map((path) => place(path, text))], 'retry backoff')[0],
    'src/retry.ts',
  );
});

test('of two equal places the open file comes first', () => {
  const places = [...noise, place('src/a.ts', 'retry backoff'), place('src/b.ts', 'retry backoff')];
  assert.equal(find(places, 'retry backoff', ['/project/src/b.ts'])[0], 'src/b.ts');
  assert.equal(find(places, 'retry backoff', ['\\project\\src\\b.ts'])[0], 'src/b.ts');
});

test('one file does not take all the first places', () => {
  const many = Array.from({ length: 10 }, () => place('src/big.ts', 'retry backoff policy'));
  const places = [...noise, ...many, place('src/small.ts', 'retry backoff')];
  assert.ok(find(places, 'retry backoff policy').slice(0, 5).includes('src/small.ts'));
});

test('what was compiled of a place does not stand beside it', () => {
  const text = 'function retryRequest() { backoff(); connect(); }';
  const copies = ['lib/a.js', 'lib/a.mjs', 'src/a.ts'].map((path) => place(path, text, 'retryRequest'));
  const places = [
    ...noise,
    ...copies,
    place('src/other.ts', 'retry backoff'),
    place('src/more.ts', 'backoff retry'),
  ];
  const first = find(places, 'retry backoff').slice(0, 3);
  assert.ok(first.includes('src/other.ts') && first.includes('src/more.ts'), first.join());
});

test('nothing fits: nothing is found', () => {
  assert.deepEqual(find(noise, 'абракадабра'), []);
  assert.deepEqual(find(noise, ''), []);
  assert.deepEqual(find([], 'retry'), []);
});

const KINDS: readonly (readonly [path: string, kind: string])[] = [
  ['src/cart.ts', 'code'],
  ['src/testing/harness.ts', 'test'],
  ['pkg/cart_test.go', 'test'],
  ['src/test/java/CartTest.java', 'test'],
  ['types/index.d.ts', 'types'],
  ['README.md', 'docs'],
  ['CHANGELOG.md', 'generated'],
  ['package.json', 'data'],
  ['third_party/lib/a.c', 'generated'],
  ['api/cart.pb.go', 'generated'],
  ['django/conf/locale/ru/LC_MESSAGES/django.po', 'catalogue'],
  ['src/latest/protest.ts', 'code'],
];
for (const [path, kind] of KINDS) test(`${path} is ${kind}`, () => assert.equal(pathKind(path), kind));

test('a file that is called by its name comes first, whatever kind it is of', () => {
  const places = [
    ...noise,
    place('src/password.ts', 'function checkPassword(password) { return hash(password); }', 'checkPassword'),
    place('deploy/config.yml', 'config:\n  host: local'),
    place('deploy/myconfig.yml', 'password: password'),
  ];
  assert.equal(find(places, 'Какой пароль в config.yml?')[0], 'deploy/config.yml');
  assert.equal(find(places, 'Какой пароль в src/config.yml?')[0], 'src/password.ts');
});

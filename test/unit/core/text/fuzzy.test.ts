import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzyQuery, fuzzyScore } from '../../../../src/core/text/fuzzy.ts';
import { inOtherLayout } from '../../../../src/core/text/keyboardLayout.ts';

const FILES = [
  'src/orders/order_service.py',
  'src/orders/__init__.py',
  'src/order.py',
  'tests/test_order_service.py',
  'docs/заказы.md',
  'web/components/OrderForm.tsx',
  'README.md',
];

const found = (text: string, files: readonly string[] = FILES): string[] => {
  const query = fuzzyQuery(text, inOtherLayout(text));
  return files
    .flatMap((file) => {
      const score = fuzzyScore(query, file);
      return score === undefined ? [] : [{ file, score }];
    })
    .sort((one, other) => other.score - one.score)
    .map(({ file }) => file);
};

test('a name that begins with the query is first', () => {
  assert.equal(found('order')[0], 'src/order.py');
  assert.equal(found('readme')[0], 'README.md');
});

test('beginnings of words are enough', () => {
  assert.equal(found('os')[0], 'src/orders/order_service.py');
  assert.equal(found('of')[0], 'web/components/OrderForm.tsx');
});

test('a query with a slash is for the path', () => {
  assert.deepEqual(found('orders/init'), ['src/orders/__init__.py']);
});

test('letters that do not stand there in this order find nothing', () => {
  assert.deepEqual(found('zzz'), []);
  assert.deepEqual(found('redro.yp'), []);
});

test('the layout of the keyboard does not matter', () => {
  assert.equal(found('щквук')[0], 'src/order.py');
  assert.equal(found('pfrfps')[0], 'docs/заказы.md');
  assert.equal(found('заказы')[0], 'docs/заказы.md');
});

test('what was written goes before what the same keys write in the other layout', () => {
  const query = fuzzyQuery('ya', inOtherLayout('ya'));
  assert.ok((fuzzyScore(query, 'ya.ts') ?? 0) > (fuzzyScore(query, 'нф.ts') ?? 0));
});

test('each layout is the other one turned round', () => {
  for (const text of ['folder', 'afqk', 'АЙЛ', 'файл', 'a.b', 'ёж']) {
    assert.equal(inOtherLayout(inOtherLayout(text)), text);
  }
  assert.equal(inOtherLayout('ащдвук'), 'folder');
  assert.equal(inOtherLayout('afqk'), 'файл');
  assert.equal(inOtherLayout('bcghfdm'), 'исправь');
});

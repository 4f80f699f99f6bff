import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesPrompt, needsNames, readNames } from '../../../../src/core/retrieval/guessNames.ts';

test('a question that names code is not asked of the model first', () => {
  assert.equal(needsNames('Где считается скидка?'), true);
  assert.equal(needsNames('Что делает applyDiscount?'), false);
  assert.equal(needsNames('Что делает apply_discount?'), false);
  assert.equal(needsNames('  ?! '), false);
});

test('the question stands last, in one line, bounded, without broken characters', () => {
  const messages = namesPrompt(`Где\n\n\uD800 скидка? ${'я'.repeat(50_000)}`);
  const last = messages.at(-1);
  assert.equal(last?.role, 'user');
  assert.match(last?.text ?? '', /^Где +скидка\? я+$/);
  assert.ok((last?.text.length ?? 0) <= 2000);
  assert.equal(messages[0]?.role, 'system');
});

const ANSWERS: readonly (readonly [answer: string, names: readonly string[]])[] = [
  ['applyDiscount, Cart, calculate_total', ['applyDiscount', 'Cart', 'calculate_total']],
  ['1. applyDiscount\n2. `Cart`\n- total()', ['applyDiscount', 'Cart', 'total']],
  ['```\napplyDiscount, Cart\n```', ['applyDiscount', 'Cart']],
  ['Вот возможные имена: applyDiscount, Cart.', ['applyDiscount']],
  ['Скорее всего это функция `applyDiscount` или класс `Cart`.', ['applyDiscount', 'Cart']],
  ['class Cart; function total(); src/cart/discount.ts', ['Cart', 'total', 'discount']],
  ['Cart.total, cart::Discount, $this->apply', ['total', 'Discount', 'apply']],
  ['applyDiscount, apply_discount, APPLY_DISCOUNT', ['applyDiscount']],
  ['<think>они могли бы… foo, bar</think>applyDiscount', ['applyDiscount']],
  ['РасчётСкидки, ПолучитьКорзину', ['РасчётСкидки', 'ПолучитьКорзину']],
  ['Я не знаю, что это за код.', []],
  ['', []],
];
for (const [answer, names] of ANSWERS) {
  test(`read: ${answer.split('\n')[0] || 'nothing'}`, () => assert.deepEqual(readNames(answer), names));
}

test('an answer that runs on gives eight names at most, none of them long', () => {
  const endless = Array.from({ length: 5000 }, (_, at) => `name${at}`).join(', ');
  assert.equal(readNames(endless).length, 8);
  assert.deepEqual(readNames('a'.repeat(10_000)), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeIdentifier, splitIdentifier } from '../../../../src/core/retrieval/identifiers.ts';
import { identifierTerms, TermReader } from '../../../../src/core/retrieval/terms.ts';
import { translationsOf } from '../../../../src/core/retrieval/translate.ts';
import { transliterate } from '../../../../src/core/retrieval/transliterate.ts';

const SPLITS: readonly (readonly [name: string, parts: string])[] = [
  ['getUserName', 'get user name'],
  ['HTTPServerError', 'http server error'],
  ['parse_http_header', 'parse http header'],
  ['kebab-case-name', 'kebab case name'],
  ['__init__', 'init'],
  ['$scope', 'scope'],
  ['utf8Decoder', 'utf 8 decoder'],
  ['userIDs', 'user id'],
  ['URLs', 'url'],
  ['SHA256Sum', 'sha 256 sum'],
  ['РасчётСкидки', 'расчёт скидки'],
  ['получитьHTTPОтвет', 'получить http ответ'],
  ['сумма2', 'сумма 2'],
  ['ОтправитьПоEmail', 'отправить по email'],
  ['X', 'x'],
  ['', ''],
];
for (const [name, parts] of SPLITS) {
  test(`${name || 'an empty name'} is split`, () => assert.deepEqual(splitIdentifier(name).join(' '), parts));
}

test('one name in all its spellings has one whole term', () => {
  const whole = (name: string): string | undefined => identifierTerms(name).at(-1);
  const names = ['checkPassword', 'check_password', 'CheckPasswords', 'CHECK_PASSWORD', 'check-password'];
  assert.deepEqual(new Set(names.map(whole)).size, 1);
});

test('words of every language and data make no terms', () => {
  const { terms } = new TermReader().read(`return this if else ${'a'.repeat(65)} 123456789 x`);
  assert.deepEqual([...terms], []);
});

test('a text is read whatever stands in it', () => {
  const reader = new TermReader();
  const text = `let итог = "\uD800 ${'я'.repeat(100_000)}" // Цена\u0000\u{1F600}\r\n`;
  assert.deepEqual([...reader.read(text).terms], ['итог', 'цен']);
  assert.equal(reader.count('cart Cart carts').counts.get('cart'), 3);
});

test('what looks like a name of code', () => {
  const yes = ['checkPassword', 'check_password', 'РасчётСкидки', 'v2Parser'];
  const no = ['password', 'Password', 'HTTP', 'пароль', 'Пароль', '_', '__', '2024'];
  assert.deepEqual(yes.filter(looksLikeIdentifier), yes);
  assert.deepEqual(no.filter(looksLikeIdentifier), []);
});

test('Russian words are translated by their stems, whatever their form', () => {
  const reader = new TermReader();
  const meanings = (word: string): readonly string[] => translationsOf(reader.of(word)[0] ?? '');
  assert.ok(meanings('корзину').includes('cart'));
  assert.ok(meanings('Скидками').includes('discount'));
  assert.ok(meanings('проверяется').includes('check'));
  assert.ok(meanings('файловой').includes('file'));
  assert.deepEqual(meanings('абракадабра'), []);
});

test('a Russian word in Latin letters, as names have it', () => {
  assert.ok(transliterate('заказ').includes('zakaz'));
  assert.ok(transliterate('контекст').includes('context'));
  assert.ok(transliterate('цена').includes('cena') && transliterate('цена').includes('tsena'));
});

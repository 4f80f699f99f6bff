import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { stemEnglish } from '../../../../src/core/retrieval/stems/english.ts';
import { stemRussian } from '../../../../src/core/retrieval/stems/russian.ts';

/** Pairs `word:stem` as Snowball's own reference implementation gives them, two for nearly every ending. */
const reference: Record<string, string> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'stems.json'), 'utf8'),
);
const STEMMERS = { english: stemEnglish, russian: stemRussian };

for (const [language, stemmer] of Object.entries(STEMMERS)) {
  test(`${language} words have the stems of the reference`, () => {
    const pairs = (reference[language] ?? '').split(' ').map((pair) => pair.split(':'));
    assert.ok(pairs.length > 200);
    const wrong = pairs.filter(([word = '', stem]) => stemmer(word) !== stem);
    assert.deepEqual(wrong, []);
  });
}

test('exceptions of English', () => {
  const words = 'skies dying news proceed generate communism early yes say'.split(' ');
  assert.deepEqual(words.map(stemEnglish), 'sky die news proceed generat communism earli yes say'.split(' '));
});

test('forms of one Russian word meet', () => {
  for (const forms of ['корзина корзины корзину корзиной', 'скидка скидки скидку', 'ещё еще']) {
    assert.equal(new Set(forms.split(' ').map(stemRussian)).size, 1, forms);
  }
});

test('words without vowels and empty words stay', () => {
  for (const word of ['', 'б', 'ь', 'встр']) assert.equal(stemRussian(word), word);
  for (const word of ['', 'a', 'tsk', 'xyz']) assert.equal(stemEnglish(word), word);
});

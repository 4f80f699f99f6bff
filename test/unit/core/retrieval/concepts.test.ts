import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conceptsOf } from '../../../../src/core/retrieval/concepts.ts';

const termsOf = (text: string, identifiers: readonly string[] = []): string[] =>
  conceptsOf({ text, identifiers }).flatMap(({ terms }) => [...terms.keys()]);

test('a Russian question asks for its words, their meanings and their spellings', () => {
  const terms = termsOf('Где считается скидка в корзине?');
  for (const term of ['скидк', 'discount', 'корзин', 'cart', 'korzin']) assert.ok(terms.includes(term), term);
});

test('words that say nothing about code are not asked for', () => {
  assert.deepEqual(termsOf('Где и как это происходит, покажи пожалуйста? Where is it?'), []);
});

test('a guessed name is asked for whole and in parts, whole above all', () => {
  const concepts = conceptsOf({ text: '', identifiers: ['applyDiscount'] });
  const weights = new Map(concepts.map(({ terms, weight }) => [[...terms.keys()].join(), weight]));
  const whole = weights.get('applidiscount') ?? 0;
  assert.ok(whole > (weights.get('discount') ?? Number.POSITIVE_INFINITY));
});

test('a name in the question counts like one', () => {
  assert.ok(termsOf('что делает apply_discount?').includes('applidiscount'));
});

test('two words that follow each other may be one name, in either order', () => {
  const terms = termsOf('версия файла');
  assert.ok(terms.includes('fileversion') && terms.includes('versionfile'));
});

test('what is said many times is asked for once', () => {
  const concepts = conceptsOf({ text: 'token '.repeat(1000), identifiers: [] });
  assert.equal(concepts.filter(({ terms }) => terms.has('token')).length, 1);
});

test('a pasted log, of any length and contents, is bounded', () => {
  const log = Array.from({ length: 8000 }, (_, at) => `word${at}x" OR NEAR(* \uD800`).join(' ');
  assert.ok(log.length > 50_000);
  assert.ok(conceptsOf({ text: log, identifiers: Array(1000).fill('aName') }).length <= 40);
});

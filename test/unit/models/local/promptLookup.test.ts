import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PromptLookup } from '../../../../src/models/local/promptLookup.ts';

const MANY = 100;

/** One token a letter. */
const tokens = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0);
const text = (guess: readonly number[]): string => String.fromCodePoint(...guess);

/** Writes the answer as a model would that checks each guess; tells what was guessed at each step. */
function write(
  prompt: string,
  answer: string,
  most = MANY,
): { readonly guesses: string[]; readonly steps: number } {
  const lookup = new PromptLookup(tokens(prompt));
  const guesses: string[] = [];
  let at = 0;
  let steps = 0;
  for (; at < answer.length; steps++) {
    const guess = text(lookup.guess(most));
    if (guess) guesses.push(guess);
    let right = 0;
    while (right < guess.length && at + right < answer.length && guess[right] === answer[at + right]) right++;
    const written = answer.slice(at, at + right + 1);
    lookup.push(tokens(written), guess.length);
    at += right + 1;
  }
  return { guesses, steps };
}

test('what followed the last three tokens in the prompt is guessed', () => {
  const lookup = new PromptLookup(tokens('if (total > 0) return; ###'));
  assert.deepEqual(lookup.guess(MANY), [], 'nothing has been written yet');
  lookup.push(tokens('if'), 0);
  assert.deepEqual(lookup.guess(MANY), []);
  lookup.push(tokens(' ('), 0);
  assert.equal(text(lookup.guess(MANY)), 'tota');
  assert.equal(text(lookup.guess(2)), 'to');
  assert.deepEqual(lookup.guess(0), []);
});

test('guesses grow while they are right', () => {
  const copied = 'abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя0123456789';
  const { guesses, steps } = write(`${copied}###`, copied);
  assert.deepEqual(
    guesses.map((guess) => guess.length),
    [4, 8, 16, 32, 4],
  );
  assert.ok(steps <= 8);
});

test('a changed word costs one guess, and the copying goes on behind it', () => {
  const original =
    'function sum(items) { let total = 0; for (const item of items) total += item; return total; }';
  const { steps } = write(`${original}###`, original.replace('let total', 'let result'));
  assert.ok(steps < 35, `${steps} steps for ${original.length} tokens`);
});

test('of several places the one that fits longest is believed, then the next one in order', () => {
  const lookup = new PromptLookup(tokens('x = one(); y = one(1); z = one(2);###'));
  lookup.push(tokens('z = one('), 0);
  assert.equal(text(lookup.guess(1)), '2');

  const list = 'a: 1, b: 2, c: 3, d: 4, e: 5, ';
  assert.ok(write(`${list}###`, list).steps < list.length / 3);
});

test('where nothing repeats there is no guess, and wrong guesses stop', () => {
  assert.deepEqual(write('abcdefghijkl###', 'Совсем другой ответ.').guesses, []);
  // The same three letters again and again, each time followed by something else.
  const answer = Array.from({ length: 200 }, (_, index) => `abc${String.fromCodePoint(0x4e00 + index)}`).join(
    '',
  );
  const { guesses } = write('abcdefghijkl###', answer);
  assert.ok(guesses.length > 0 && guesses.length < 20, `${guesses.length} wrong guesses in 800 tokens`);
});

test('a prompt of a few tokens is no trouble', () => {
  for (const prompt of ['', 'a', 'abc']) assert.deepEqual(write(prompt, 'abcabc').guesses, []);
});

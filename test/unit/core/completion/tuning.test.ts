import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formsFor } from '../../../../src/core/completion/forms/chooseForm.ts';
import type { Asked, Heard, Question } from '../../../../src/core/completion/question.ts';
import { bestForm, measureForms } from '../../../../src/core/completion/tuning/measureForms.ts';
import { knownPlaces } from '../../../../src/core/completion/tuning/places.ts';
import { similarity } from '../../../../src/core/completion/tuning/similarity.ts';
import { windowSize } from '../../../../src/core/completion/window.ts';
import { DrawnText } from './drawn.ts';
import { CARD } from './handFed.ts';

const TEXT = new DrawnText([
  'import { a } from "b";',
  'const total = items.reduce((sum, one) => sum + one);',
  '// A comment that is long enough to be taken for code.',
  '}',
  '  return total + discount(total, customer);',
  'x'.repeat(500),
]);
const sizeFor = () => windowSize(2000, 3);

test('places are lines of code whose end is known, and it is hidden', () => {
  const places = knownPlaces([TEXT], 4);
  assert.ok(places.length >= 2);
  for (const { cursor, truth } of places) {
    assert.equal(cursor.before + truth, TEXT.line(cursor.line));
    assert.equal(cursor.after, '');
    assert.ok(truth.length >= 5);
    assert.ok([1, 4].includes(cursor.line), `${cursor.line}`);
  }
  assert.deepEqual(knownPlaces([], 4), []);
  assert.deepEqual(knownPlaces([new DrawnText([''])], 4), []);
});

test('lines are alike by what must be changed in them', () => {
  assert.equal(similarity('return a;', ' return a; '), 1);
  assert.equal(similarity('', ''), 1);
  assert.equal(similarity('abcd', ''), 0);
  assert.equal(similarity('abcd', 'abxd'), 0.75);
});

/** A model that knows the truth in one form, says another thing in the second, and refuses the third. */
function question(): Pick<Question, 'ask'> {
  async function* ask({ window, form }: Asked): AsyncGenerator<Heard> {
    if (form?.name === 'chat') throw new Error('refused');
    const line = TEXT.line(window.cursor.line).slice(window.cursor.before.length);
    const text = form?.name === 'spm' ? line : 'nothing of it';
    const usage = { promptTokens: 100, cachedTokens: 40 };
    yield { text: `${text}\nmore` };
    yield { text: `${text}\nmore`, finish: 'stop', usage };
  }
  return { ask };
}

test('forms are measured on the places, and the best is found', async () => {
  const places = knownPlaces([TEXT], 4);
  const forms = formsFor({ ...CARD, fillInMiddle: true });
  let last = 0;
  const scores = await measureForms({
    question: question(),
    forms,
    places,
    sizeFor,
    now: () => 0,
    signal: new AbortController().signal,
    onProgress: (done, all) => {
      last = done / all;
    },
  });
  assert.deepEqual(
    scores.map(({ name }) => name),
    ['prefill', 'spm', 'psm'],
  );
  const best = bestForm(scores);
  assert.equal(best?.name, 'spm');
  assert.equal(best?.exact, places.length);
  assert.equal(best?.tokensRead, 60);
  assert.equal(scores[0]?.exact, 0);
  assert.ok(last > 0.5);
  assert.equal(bestForm([]), undefined);
});

test('an abort ends the measuring', async () => {
  const controller = new AbortController();
  const scores = await measureForms({
    question: question(),
    forms: formsFor(CARD),
    places: knownPlaces([TEXT], 4),
    sizeFor,
    now: () => 0,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  assert.deepEqual(scores, []);
});

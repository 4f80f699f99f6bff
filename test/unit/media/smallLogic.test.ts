import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuestionWalk, withQuestion } from '../../../media/chat/askedQuestions.ts';
import { roomOf, segmentsOf, templateTokens, tokenCount } from '../../../media/chat/report.ts';
import { followsEnd, type ScrollPosition } from '../../../media/chat/stick.ts';
import { codeRuns } from '../../../media/markdown/codeRuns.ts';
import { wordsOf } from '../../../media/wording.ts';
import type { ContextReport } from '../../../src/core/chat/protocol.ts';
import { panelTexts } from '../../../src/editor/chat/texts.ts';

const at = (top: number, content = 1000, height = 200): ScrollPosition => ({ top, height, content });

test('the view follows the end until the reader moves up, and again from the end', () => {
  assert.equal(followsEnd(true, at(800), at(780)), true, 'a line above the end is the end');
  assert.equal(followsEnd(true, at(800), at(500)), false, 'moved up');
  assert.equal(followsEnd(true, at(800), at(800, 1400)), true, 'the content grew');
  assert.equal(followsEnd(true, at(800), at(500, 900)), true, 'the content shrank');
  assert.equal(followsEnd(true, at(800), at(700, 1000, 150)), false, 'moved up in a lower view');
  assert.equal(followsEnd(false, at(300), at(500)), false, 'moved down, not to the end');
  assert.equal(followsEnd(false, at(500), at(790)), true, 'reached the end');
});

test('questions asked before: a walk back and forth ends at the draft', () => {
  const walk = new QuestionWalk(['один', 'два'], 'черновик');
  assert.deepEqual(
    [walk.older(), walk.older(), walk.older(), walk.newer(), walk.newer(), walk.newer()],
    ['два', 'один', undefined, 'два', 'черновик', undefined],
  );
});

test('questions asked before: no repeats in a row, fifty at most', () => {
  assert.deepEqual(withQuestion(['а'], 'а'), ['а']);
  const many = Array.from({ length: 60 }, (_, index) => String(index)).reduce<readonly string[]>(
    withQuestion,
    [],
  );
  assert.deepEqual([many.length, many[0], many.at(-1)], [50, '10', '59']);
});

const REPORT: ContextReport = {
  window: 1000,
  reserve: 200,
  used: 330,
  exact: false,
  rows: [
    { id: 's', kind: 'system', label: '', fate: 'whole', tokens: 100, wholeTokens: 100 },
    { id: 'q', kind: 'question', label: '', fate: 'whole', tokens: 200, wholeTokens: 200 },
    { id: 'f', kind: 'attached', label: 'a.py', fate: 'left out', tokens: 0, wholeTokens: 900 },
  ],
};

test('the gauge adds up to the window', () => {
  const segments = segmentsOf(REPORT);
  assert.equal(
    segments.reduce((sum, { tokens }) => sum + tokens, 0),
    REPORT.window,
  );
  assert.deepEqual(segments, [
    { kind: 'system', tokens: 130 },
    { kind: 'question', tokens: 200 },
    { kind: 'free', tokens: 470 },
    { kind: 'reserve', tokens: 200 },
  ]);
  assert.equal(roomOf(REPORT), 800);
  assert.equal(templateTokens(REPORT), 30);
});

test('an overfull window leaves nothing free', () => {
  assert.equal(
    segmentsOf({ ...REPORT, used: 5000 }).find(({ kind }) => kind === 'free'),
    undefined,
  );
});

test('an estimate is called so', () => {
  const words = wordsOf(panelTexts);
  assert.equal(tokenCount(21, false, words), '≈\u00a021\u00a0токен');
  assert.equal(tokenCount(21, true, words), '21\u00a0токен');
});

test('highlighted code becomes runs, whatever it says', () => {
  const html =
    '<span class="hljs-keyword">if</span> a &lt; <span class="hljs-string">&quot;<span class="hljs-subst">{x}</span>&#x27;</span> &amp;lt;';
  assert.deepEqual(codeRuns(html), [
    { text: 'if', role: 'keyword' },
    { text: ' a < ' },
    { text: '"', role: 'string' },
    { text: '{x}', role: 'string' },
    { text: "'", role: 'string' },
    { text: ' &lt;' },
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContextItem } from '../../../../src/core/context/contextItem.ts';
import { shortenItem, wholeItem } from '../../../../src/core/context/itemShortener.ts';
import type { Shortened } from '../../../../src/core/context/shorten.ts';
import { shortenDiff } from '../../../../src/core/context/shortenDiff.ts';
import { shortenLog } from '../../../../src/core/context/shortenLog.ts';
import { CHARACTERS } from '../../../support/scriptedModel.ts';
import { item, lines } from '../chat/chats.ts';

const room = (tokens: number) => ({ tokens, measure: (text: string) => CHARACTERS.count(text) });

function shortened(whole: ContextItem, tokens: number): Shortened | undefined {
  const made = shortenItem(whole, new Set(), room(tokens));
  assert.ok(!made || made.text.length <= tokens, `${made?.text.length} of ${tokens}`);
  return made;
}

function diffOf(files: number, hunks: number, length = 6): string {
  return Array.from({ length: files }, (_, file) => [
    `diff --git a/f${file}.ts b/f${file}.ts`,
    'index 1234567..89abcde 100644',
    `--- a/f${file}.ts`,
    `+++ b/f${file}.ts`,
    ...Array.from({ length: hunks }, (_, hunk) => [
      `@@ -${hunk * 10 + 1},${length} +${hunk * 10 + 1},${length} @@`,
      ...Array.from({ length }, (_, line) => ` f${file} hunk${hunk} line${line}`),
    ]).flat(),
  ])
    .flat()
    .join('\n');
}

test('a diff keeps every file’s head, and hunks whole, of each file the first before the second', () => {
  const text = shortenDiff(diffOf(3, 4), room(900)) ?? '';
  assert.ok(text.length <= 900);
  for (const file of [0, 1, 2]) {
    assert.ok(text.includes(`+++ b/f${file}.ts`));
    assert.ok(text.includes(`f${file} hunk0 line5`));
  }
  assert.match(text, /… пропущено строк: \d+ … \(изменений: \d\)/);
  assert.ok(!text.includes('index 1234567'));
  for (const [, file, hunk] of text.matchAll(/f(\d) hunk(\d) line0/g))
    assert.ok(text.includes(`f${file} hunk${hunk} line5`), 'a hunk is whole');
});

test('a removed line that looks like a file’s head is no head', () => {
  const diff =
    'diff --git a/q.sql b/q.sql\n--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,1 @@\n--- a comment\n select 1;\n@@ -9,1 +8,2 @@\n x\n+y';
  const text = shortenDiff(diff, room(130)) ?? '';
  assert.ok(text.includes('--- a comment\n select 1;'));
  assert.ok(!text.includes('@@ -9'));
});

test('what is no diff, and one huge hunk, are shortened by beginning and end', () => {
  assert.equal(shortenDiff('no diff at all\n'.repeat(40), room(100)), undefined);
  const made = shortened(item('c', diffOf(1, 1, 400), { kind: 'changes', language: 'diff' }), 900);
  assert.equal(made?.reason, 'size');
});

test('a log keeps its end, its beginning and what speaks of errors', () => {
  const log = Array.from({ length: 500 }, (_, at) => `12:00:${at} step ${at} done`);
  log[200] = '12:00:200 ERROR: connection refused';
  log[201] = '    at connect (net.ts:7)';
  log[300] = 'Ошибка: нет места';
  const text = shortenLog(log.join('\n'), room(1500)) ?? '';
  assert.ok(text.length <= 1500);
  for (const kept of ['step 0 done', 'step 499 done', 'ERROR: connection', 'at connect', 'Ошибка: нет места'])
    assert.ok(text.includes(kept), kept);
});

test('the same error a thousand times is kept once', () => {
  const log = Array.from({ length: 1000 }, (_, at) => `[${at}] error: timeout`);
  log[500] = 'error: of another kind';
  const text = shortenLog(log.join('\n'), room(800)) ?? '';
  assert.ok(text.includes('of another kind'));
});

const folder = (texts: readonly string[]): ContextItem =>
  item('d', texts.map((_, at) => `src/f${at}.ts`).join('\n'), {
    kind: 'folder',
    place: { uri: 'file:///p/src', path: 'src' },
    language: '',
    files: texts.map((text, at) => ({ path: `src/f${at}.ts`, language: 'typescript', text })),
  });

test('a folder goes in with its list and its files', () => {
  const whole = wholeItem(folder(['const a = 1;', 'const b = 2;']));
  assert.equal(
    whole,
    'Папка src:\n```\nsrc/f0.ts\nsrc/f1.ts\n```\n\nФайл src/f0.ts:\n```typescript\nconst a = 1;\n```\n\nФайл src/f1.ts:\n```typescript\nconst b = 2;\n```',
  );
});

test('of a folder the list stays, files go in whole, by outline, or not at all, in their order', () => {
  const code = `function work() {\n${'  step(1, 2, 3, 4);\n'.repeat(60)}}`;
  const made = shortened(folder([lines(10), code, lines(400), 'const last = 1;']), 900);
  assert.equal(made?.reason, 'files');
  const text = made?.text ?? '';
  assert.ok(text.includes('src/f2.ts') && text.includes('src/f3.ts'), 'the list is whole');
  assert.ok(text.includes('const value9 = 9;'));
  assert.match(text, /function work\(\) \{\n {2}… пропущено строк: 60 …\n\}/);
  assert.ok(!text.includes('value399'));
  assert.ok(text.includes('const last = 1;'));
});

test('of ten thousand open tabs the first paths are listed', () => {
  const paths = Array.from({ length: 10_000 }, (_, at) => `src/deep/folder/file${at}.ts`).join('\n');
  const text = shortened(item('t', paths, { kind: 'tabs', language: '' }), 2000)?.text ?? '';
  assert.ok(text.includes('file0.ts'));
  assert.match(text, /… пропущено строк: 99\d\d …/);
});

test('what was found goes in whole or not at all', () => {
  assert.equal(shortened(item('f', lines(100), { kind: 'found' }), 500), undefined);
});

test('of problems the first stay', () => {
  const problems = Array.from({ length: 300 }, (_, at) => `a.ts:${at}: error ${at}`).join('\n');
  const text = shortened(item('p', problems, { kind: 'problems', language: '' }), 500)?.text ?? '';
  assert.ok(text.includes('error 0\n') && !text.includes('error 299'));
});

/** One letter, nothing but NULs, a minified file, halves of pairs, and a file of many megabytes. */
const HOSTILE: Readonly<Record<string, string>> = {
  letters: 'a'.repeat(100_000),
  nulls: '\0'.repeat(50_000),
  minified: 'var a=1;function b(c){return c+a}'.repeat(8000),
  halves: '\uD83D'.repeat(30_000),
  pairs: '😀'.repeat(30_000),
  fences: '```\n'.repeat(20_000),
  blank: '\n'.repeat(200_000),
  huge: 'const value = "значение"; // comment\n'.repeat(300_000),
};

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`hostile text fits and does not throw: ${name}`, () => {
    for (const kind of ['file', 'selection', 'changes', 'terminal', 'folder', 'tabs', 'problems'] as const) {
      const bad = item('x', text, { kind, spots: [1, 5, 10 ** 9, -3] });
      for (const tokens of [0, 60, 1000]) shortened(bad, tokens);
      const files = [{ path: 'x.ts', language: 'typescript', text }];
      shortened({ ...bad, text: 'x.ts', files }, 1000);
      const cut = shortened(bad, 1000)?.text ?? '';
      // The beginning is whole: no half of a pair is left that was not there.
      if (name === 'pairs') assert.ok(!/\p{Surrogate}/u.test(cut));
    }
  });
}

test('of a text of many megabytes a bounded part is looked at', () => {
  let measured = 0;
  const counting = {
    tokens: 2000,
    measure: (text: string) => {
      measured += text.length;
      return text.length;
    },
  };
  const made = shortenItem(item('x', HOSTILE['huge'] ?? ''), new Set(), counting);
  assert.match(made?.text ?? '', /… пропущена большая часть …/);
  assert.ok(measured < 200_000, String(measured));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnchoredWindows, windowSize } from '../../../../src/core/completion/window.ts';
import { DrawnText } from './drawn.ts';

const SIZE = { prefix: 2000, slack: 1000, suffix: 800 };
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, line) => `const value${line} = ${line};`);

function at(windows: AnchoredWindows, lines: readonly string[], line: number, before = lines[line] ?? '') {
  const document = new DrawnText(lines);
  const after = (lines[line] ?? '').slice(before.length);
  const window = windows.at(document, { line, before, after }, () => SIZE);
  assert.ok(window);
  return { ...window, reads: document.reads };
}

test('the window is the text around the cursor', () => {
  const window = at(new AnchoredWindows(), ['a', 'bcd', 'e', 'f'], 1, 'bc');
  assert.equal(window.prefix, 'a\nbc');
  assert.equal(window.suffix, 'e\nf\n');
  assert.deepEqual(window.cursor, { line: 1, before: 'bc', after: 'd' });
});

test('the start stays while the user writes on, and jumps when it is outgrown', () => {
  const windows = new AnchoredWindows();
  const lines = numbered(300);
  const anchors = new Set<unknown>();
  let jumps = 0;
  let last: unknown;
  for (let line = 150; line < 250; line++) {
    const { anchor, prefix } = at(windows, lines, line);
    assert.ok(prefix.length <= SIZE.prefix + SIZE.slack, `${prefix.length}`);
    assert.ok(prefix.length >= SIZE.prefix / 4, `${prefix.length}`);
    if (anchor !== last) jumps += 1;
    anchors.add(anchor);
    last = anchor;
  }
  // 100 lines of 24 characters, and a jump every 1,000.
  assert.ok(jumps <= 4, `${jumps}`);
  assert.equal(anchors.size, jumps);
});

test('prompts share their beginning while the user types', () => {
  const windows = new AnchoredWindows();
  const lines = numbered(200);
  const first = at(windows, lines, 100, 'const');
  const typed = [...lines.slice(0, 100), 'const', 'x', ...lines.slice(101)];
  const second = at(windows, typed, 101, 'x');
  assert.ok(second.prefix.startsWith(first.prefix));
  assert.equal(second.suffix, first.suffix);
});

test('the suffix is frozen while the cursor moves a little way into it, and renewed when it changes', () => {
  const windows = new AnchoredWindows();
  const lines = numbered(200);
  const { suffix } = at(windows, lines, 100);
  assert.equal(at(windows, lines, 105).suffix, suffix);
  assert.notEqual(at(windows, lines, 105).below, suffix);
  assert.notEqual(at(windows, lines, 150).suffix, suffix);
  const changed = [...lines.slice(0, 101), 'other();', ...lines.slice(101)];
  assert.ok(at(windows, changed, 100).suffix.startsWith('other();\n'));
});

test('at the end of a file the suffix is what truly stands there', () => {
  const windows = new AnchoredWindows();
  assert.equal(at(windows, ['f(', ')', '}', '}'], 0).suffix, ')\n}\n}\n');
  assert.equal(at(windows, ['f(', ')', '}', '}'], 2).suffix, '}\n');
  assert.equal(at(windows, ['f(', ')', '}', '}'], 3).suffix, '');
});

test('the first lines of a file may be written without a new start at every key', () => {
  const windows = new AnchoredWindows();
  const { anchor } = at(windows, ['i'], 0);
  assert.equal(at(windows, ['im'], 0).anchor, anchor);
  assert.equal(at(windows, ['import', ''], 1).anchor, anchor);
});

test('a key reads as much of a huge file as of a small one', () => {
  const reads = [1000, 100_000].map((count) => {
    const windows = new AnchoredWindows();
    const lines = numbered(count);
    at(windows, lines, count / 2);
    return at(windows, lines, count / 2).reads;
  });
  assert.ok((reads[1] ?? 0) <= (reads[0] ?? 0) * 1.2, reads.join(', '));
});

test('a jump over a huge file does not read what lies between', () => {
  const windows = new AnchoredWindows();
  const lines = numbered(100_000);
  at(windows, lines, 10);
  assert.ok(at(windows, lines, 99_000).reads < 1000);
});

test('a line too long to be written by hand has no window', () => {
  const cursor = { line: 0, before: 'x'.repeat(5_000_000), after: '' };
  assert.equal(
    new AnchoredWindows().at(new DrawnText(['']), cursor, () => SIZE),
    undefined,
  );
});

test('a long line nearby is left out, not read in part', () => {
  const window = at(new AnchoredWindows(), ['x'.repeat(50_000), 'a', 'y'.repeat(50_000)], 1);
  assert.equal(window.prefix, 'a');
  assert.equal(window.suffix, '');
});

test('documents do not disturb each other, and are forgotten', () => {
  const windows = new AnchoredWindows();
  const one = new DrawnText(numbered(100), 'typescript', 'file:///one.ts');
  const other = new DrawnText(numbered(100), 'typescript', 'file:///other.ts');
  const cursor = { line: 50, before: '', after: '' };
  const anchor = windows.at(one, cursor, () => SIZE)?.anchor;
  windows.at(other, cursor, () => SIZE);
  assert.equal(windows.at(one, cursor, () => SIZE)?.anchor, anchor);
  windows.forget(one.uri);
  assert.notEqual(windows.at(one, cursor, () => SIZE)?.anchor, anchor);
});

test('the parts of a window fill its tokens', () => {
  const { prefix, slack, suffix } = windowSize(4000, 2.2);
  assert.equal(prefix + slack + suffix, 8800);
  assert.deepEqual(windowSize(0, 2.2), { prefix: 0, slack: 0, suffix: 0 });
});

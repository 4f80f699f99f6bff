import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { fakeVscode } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';

/** Marks that are made and not yet taken away. */
const made = new Set<object>();
serveVscode({
  ...fakeVscode(root),
  ThemeColor: class {},
  window: {
    createTextEditorDecorationType: () => {
      const mark = { dispose: () => void made.delete(mark) };
      made.add(mark);
      return mark;
    },
  },
});
const { whileMarked } = await import('../../../../src/editor/edit/markedLines.ts');

const lines = {} as vscode.Range;

function editorWith({ selected }: { selected: boolean }): {
  readonly editor: vscode.TextEditor;
  readonly drawn: unknown[];
} {
  const drawn: unknown[] = [];
  const setDecorations = (_: unknown, ranges: unknown[]): void => void drawn.push(...ranges);
  const editor = { selection: { isEmpty: !selected }, setDecorations } as unknown as vscode.TextEditor;
  return { editor, drawn };
}

test('code that was taken without a selection is marked for as long as it is worked on', async () => {
  const { editor, drawn } = editorWith({ selected: false });
  const result = await whileMarked(editor, lines, async () => {
    await nextTurn();
    assert.deepEqual(drawn, [lines]);
    assert.equal(made.size, 1);
    return 'ответ';
  });
  assert.equal(result, 'ответ');
  assert.equal(made.size, 0);
});

test('lines that are told too late are not marked any more', async () => {
  const { editor, drawn } = editorWith({ selected: false });
  const later = nextTurn(lines);
  assert.equal(await whileMarked(editor, later, async () => 1), 1);
  await later;
  await nextTurn();
  assert.deepEqual(drawn, []);
});

test('a failure leaves no mark behind', async () => {
  const { editor } = editorWith({ selected: false });
  const failing = whileMarked(editor, lines, () => Promise.reject(new Error('обрыв')));
  await assert.rejects(failing, /обрыв/);
  assert.equal(made.size, 0);
});

test('a selection is seen as it is', async () => {
  const { editor, drawn } = editorWith({ selected: true });
  await whileMarked(editor, lines, async () => assert.equal(made.size, 0));
  assert.deepEqual(drawn, []);
});

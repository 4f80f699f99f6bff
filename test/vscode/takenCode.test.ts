import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chooseCode } from '../../src/editor/edit/chooseCode.ts';
import { definitionsAround, takenLines } from '../../src/editor/edit/takenPiece.ts';
import { test } from '../support/hostTests.ts';
import { openFile, until, withServer } from './project.ts';

const CODE = `import math


class Circle:
    def area(self):
        return 3 * self.r ** 2

    def length(self):
        return 6 * self.r
`;

async function editorAt(name: string, text: string, line: number): Promise<vscode.TextEditor> {
  const editor = await openFile(name, text);
  editor.selection = new vscode.Selection(line, 8, line, 8);
  return editor;
}

/** First and last line, from 1. */
const numbers = (range: vscode.Range | undefined): unknown =>
  range && [range.start.line + 1, range.end.line + 1];

/** The list is gone over until the editor's selection begins and ends there. */
async function goTo(editor: vscode.TextEditor, lines: readonly [number, number]): Promise<void> {
  await until('the lines', async () => {
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    return JSON.stringify(numbers(editor.selection)) === JSON.stringify(lines);
  });
}

test('with no selection the innermost definition is taken, where no language server tells it too', async () => {
  const editor = await editorAt('взято 1.py', CODE, 5);
  assert.deepEqual(
    (await definitionsAround(editor)).map(({ title, lines }) => [title, numbers(lines)]),
    [
      ['area', [5, 6]],
      ['Circle', [4, 9]],
    ],
  );
  assert.deepEqual(numbers(await takenLines(editor)), [5, 6]);
});

test('a large file with no definition at the cursor is not taken; a blank line is, to write there', async () => {
  const editor = await editorAt('взято 2.py', `${'x = 1\n'.repeat(300)}\n${CODE}`, 100);
  assert.equal(await takenLines(editor), undefined);
  editor.selection = new vscode.Selection(300, 0, 300, 0);
  assert.deepEqual(numbers(await takenLines(editor, true)), [301, 301]);
  editor.selection = new vscode.Selection(306, 0, 306, 0);
  assert.deepEqual(numbers(await takenLines(editor)), [306, 307]);
});

test('other code is selected while the list is gone over; given up, all is as it was', async () => {
  const editor = await editorAt('взято 3.py', CODE, 5);
  const before = editor.selection;
  const givenUp = chooseCode(editor);
  await goTo(editor, [4, 9]);
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  assert.equal(await givenUp, false);
  assert.ok(editor.selection.isEqual(before));

  const chosen = chooseCode(editor);
  await goTo(editor, [4, 9]);
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  assert.equal(await chosen, true);
  assert.deepEqual(numbers(await takenLines(editor)), [4, 9]);
});

test('a task is for the code that was chosen', () =>
  withServer({ answer: 'Класс круга.' }, async (server) => {
    const editor = await editorAt('взято 4.py', CODE, 5);
    const choosing = chooseCode(editor);
    await goTo(editor, [4, 9]);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await choosing;
    await vscode.commands.executeCommand('tolmach.explain');
    await until('the question', () =>
      server.generations().some(({ body }) => /взято 4\.py, строки 4–9/.test(JSON.stringify(body))),
    );
  }));

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer } from '../support/openaiServer.ts';
import { openFile, textOnDisk, until, withServer } from './project.ts';
import { reviewTab, textOf } from './reviewTab.ts';

const BEFORE = 'def area(r):\n    a = 3 * r * r\n    return a\n\n\nprint(area(1))\n';
const AFTER = 'def area(r):\n    return 3 * r**2\n\n\nprint(area(1))\n';
const ANSWER = 'Вот проще:\n\n```python\ndef area(r):\n    return 3 * r**2\n```\n\nГотово.';
const BOTH = BEFORE.replace('    return a\n', '    return a\n    return 3 * r**2\n');
const FUNCTION = new vscode.Selection(0, 0, 2, 12);

/** What was asked for by tasks: a completion may have been asked for beside. */
function edits(server: OpenAiServer): ReturnType<OpenAiServer['generations']> {
  return server.generations().filter(({ body }) => JSON.stringify(body).includes('в одном блоке кода'));
}

/** The document with its function selected, and `tolmach.refactor` done. */
async function refactored(name: string, server: OpenAiServer): Promise<vscode.TextDocument> {
  const editor = await openFile(name, BEFORE);
  editor.selection = FUNCTION;
  const asked = edits(server).length;
  await vscode.commands.executeCommand('tolmach.refactor');
  assert.equal(edits(server).length, asked + 1);
  return editor.document;
}

test('a refactoring is reviewed, and untouched until it is accepted; one undo takes it back', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const document = await refactored('проба 1.py', server);
    const { uri } = await until('the review', reviewTab);
    assert.equal(document.getText(), BEFORE);
    assert.equal(document.isDirty, false);
    await until('both sides', async () => (await textOf(uri)) === BOTH);
    const prompt = JSON.stringify(edits(server)[0]?.body);
    assert.match(prompt, /проба 1\.py, строки 1–3/);

    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(document.getText(), AFTER);
    assert.equal(document.isDirty, true);
    assert.equal(await textOnDisk(document), BEFORE);
    await until('the review closed', () => !reviewTab());

    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), BEFORE);
  }));

test("a task follows the project's rules", () =>
  withServer({ answer: ANSWER }, async (server) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const rules = vscode.Uri.joinPath(folder, 'AGENTS.md');
    await vscode.workspace.fs.writeFile(rules, Buffer.from('Имена переменных целыми словами'));
    try {
      await refactored('проба с правилами.py', server);
      await until('the review', reviewTab);
      const prompt = JSON.stringify(edits(server)[0]?.body);
      assert.match(prompt, /Правила проекта из файла AGENTS\.md:\\nИмена переменных целыми словами/);
      await vscode.commands.executeCommand('tolmach.dismissEdit');
      await until('the review closed', () => !reviewTab());
    } finally {
      await vscode.workspace.fs.delete(rules);
    }
  }));

test('a dismissed refactoring leaves the document as it was', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const document = await refactored('проба 2.py', server);
    await until('the review', reviewTab);
    await vscode.commands.executeCommand('tolmach.dismissEdit');
    await until('the review closed', () => !reviewTab());
    assert.equal(document.getText(), BEFORE);
    assert.equal(document.isDirty, false);
  }));

test('closing the review dismisses it', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const document = await refactored('проба 3.py', server);
    const { tab } = await until('the review', reviewTab);
    await vscode.window.tabGroups.close(tab);
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(document.getText(), BEFORE);
  }));

test('an edit moves with a document that changed meanwhile, and leaves the change alone', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const document = await refactored('проба 4.py', server);
    await until('the review', reviewTab);
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 0), '# моё\n');
    assert.ok(await vscode.workspace.applyEdit(change));
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await until('the review closed', () => !reviewTab());
    assert.equal(document.getText(), `# моё\n${AFTER}`);
  }));

test('a line that was changed under its edit is not overwritten', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const document = await refactored('проба 11.py', server);
    await until('the review', reviewTab);
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, new vscode.Range(2, 4, 2, 12), 'return 7');
    assert.ok(await vscode.workspace.applyEdit(change));
    const mine = document.getText();
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.ok(reviewTab(), 'a conflict waits');
    assert.equal(document.getText(), mine);
    await vscode.commands.executeCommand('tolmach.dismissEdit');
    await until('the review closed', () => !reviewTab());
    assert.equal(document.getText(), mine);
  }));

const TWO = {
  before: 'a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\n',
  answer: '```python\na = 10\nb = 2\nc = 3\nd = 4\ne = 50\nf = 6\n```',
};

async function twoEdits(name: string): Promise<vscode.TextDocument> {
  const { document } = await openFile(name, TWO.before);
  await vscode.commands.executeCommand('tolmach.simplify');
  await until('the review', reviewTab);
  return document;
}

test('edits are decided one by one, and one undo takes them all back', () =>
  withServer({ answer: TWO.answer }, async () => {
    const document = await twoEdits('проба 12.py');
    await vscode.commands.executeCommand('tolmach.nextEdit');
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(document.getText(), TWO.before, 'the other one is undecided');
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await until('the review closed', () => !reviewTab());
    assert.equal(document.getText(), 'a = 10\nb = 2\nc = 3\nd = 4\ne = 50\nf = 6\n');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), TWO.before);
  }));

test('one edit is accepted, the other rejected', () =>
  withServer({ answer: TWO.answer }, async () => {
    const document = await twoEdits('проба 13.py');
    await vscode.commands.executeCommand('tolmach.dismissEdit');
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await until('the review closed', () => !reviewTab());
    assert.equal(document.getText(), 'a = 1\nb = 2\nc = 3\nd = 4\ne = 50\nf = 6\n');
  }));

test('all are accepted at once', () =>
  withServer({ answer: TWO.answer }, async () => {
    const document = await twoEdits('проба 14.py');
    await vscode.commands.executeCommand('tolmach.acceptAllEdits');
    await until('the review closed', () => !reviewTab());
    assert.equal(document.getText(), 'a = 10\nb = 2\nc = 3\nd = 4\ne = 50\nf = 6\n');
  }));

test('autosave writes nothing that is undecided, and what was accepted later', async () => {
  const files = vscode.workspace.getConfiguration('files');
  const set = (mode?: string, delay?: number) =>
    Promise.all([
      files.update('autoSave', mode, vscode.ConfigurationTarget.Global),
      files.update('autoSaveDelay', delay, vscode.ConfigurationTarget.Global),
    ]);
  await set('afterDelay', 10);
  try {
    await withServer({ answer: TWO.answer }, async () => {
      const document = await twoEdits('проба 15.py');
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      // Whatever is dirty by now is written.
      await vscode.workspace.saveAll(true);
      assert.equal(await textOnDisk(document), TWO.before);
      await vscode.commands.executeCommand('tolmach.dismissEdit');
      const wanted = TWO.before.replace('a = 1\n', 'a = 10\n');
      await until('what was accepted is saved', async () => (await textOnDisk(document)) === wanted);
    });
  } finally {
    await set();
  }
});

test('a comparison shows the proposal as a whole, and all is decided in it', () =>
  withServer({ answer: TWO.answer }, async () => {
    const document = await twoEdits('проба 16.py');
    await vscode.commands.executeCommand('tolmach.compareEdit');
    const input = await until('the comparison', () => {
      const front = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return front instanceof vscode.TabInputTextDiff ? front : undefined;
    });
    assert.equal(await textOf(input.modified), 'a = 10\nb = 2\nc = 3\nd = 4\ne = 50\nf = 6\n');
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await until(
      'all accepted',
      () => document.getText().startsWith('a = 10') && document.getText().includes('e = 50'),
    );
  }));

test('the lightbulb rewrites what is selected', async () => {
  const { document } = await openFile('проба 17.py', BEFORE);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    FUNCTION,
  );
  const own = actions.filter(({ command }) => command?.command.startsWith('tolmach.'));
  assert.deepEqual(
    own.map(({ command }) => command?.command),
    ['tolmach.refactor', 'tolmach.simplify', 'tolmach.document', 'tolmach.explain', 'tolmach.writeTests'],
  );
  assert.deepEqual(
    own.map(({ kind }) => kind?.value),
    ['refactor.rewrite', 'refactor.rewrite', 'refactor.rewrite', 'explain', 'tests'],
  );
});

test('a change that was taken back does not stand in the way', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const document = await refactored('проба 5.py', server);
    await until('the review', reviewTab);
    const there = new vscode.WorkspaceEdit();
    there.insert(document.uri, new vscode.Position(0, 0), '#');
    await vscode.workspace.applyEdit(there);
    const back = new vscode.WorkspaceEdit();
    back.delete(document.uri, new vscode.Range(0, 0, 0, 1));
    await vscode.workspace.applyEdit(back);
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(document.getText(), AFTER);
  }));

test('a document under review is not asked about again; another one is', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const first = await refactored('проба 6.py', server);
    await until('the review', reviewTab);
    const editor = await vscode.window.showTextDocument(first);
    editor.selection = FUNCTION;
    await vscode.commands.executeCommand('tolmach.refactor');
    assert.equal(edits(server).length, 1);
    const second = await refactored('проба 7.py', server);
    await until('the second review', reviewTab);
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(second.getText(), AFTER);
    assert.equal(first.getText(), BEFORE);
    // The other review is the only one left.
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(first.getText(), AFTER);
  }));

test('line ends are the document’s', () =>
  withServer({ answer: ANSWER }, async (server) => {
    const editor = await openFile('проба 8.py', BEFORE.replaceAll('\n', '\r\n'));
    editor.selection = FUNCTION;
    await vscode.commands.executeCommand('tolmach.refactor');
    assert.equal(edits(server).length, 1);
    await until('the review', reviewTab);
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(editor.document.getText(), AFTER.replaceAll('\n', '\r\n'));
  }));

test('an answer without code opens no review', () =>
  withServer({ answer: 'Этот код уже хорош, менять нечего.' }, async (server) => {
    const document = await refactored('проба 9.py', server);
    assert.equal(reviewTab(), undefined);
    assert.equal(document.getText(), BEFORE);
  }));

test('an untitled document is refactored as a whole when nothing is selected', () =>
  withServer({ answer: '```python\nb = 2\n```' }, async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'a = 1\n', language: 'python' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('tolmach.refactor');
    const { uri } = await until('the review', reviewTab);
    await until(
      'its language',
      async () => (await vscode.workspace.openTextDocument(uri)).languageId === 'python',
    );
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    assert.equal(document.getText(), 'b = 2\n');
  }));

test('an explanation is asked for in the panel, with the lines it is about', () =>
  withServer({ answer: 'Площадь круга.' }, async (server) => {
    const editor = await openFile('проба 10.py', BEFORE);
    editor.selection = FUNCTION;
    await vscode.commands.executeCommand('tolmach.explain');
    const { body } = await server.request('/v1/chat/completions');
    const prompt = JSON.stringify(body['messages']);
    assert.match(prompt, /проба 10\.py, строки 1–3/);
    assert.match(prompt, /Объясни, что делает этот код\./);
    assert.ok(!prompt.includes('print(area(1))'));
    assert.equal(editor.document.getText(), BEFORE);
  }));

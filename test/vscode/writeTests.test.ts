import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer } from '../support/openaiServer.ts';
import { openFile, textOnDisk, until, withServer } from './project.ts';
import { reviewTab, textOf } from './reviewTab.ts';

const SOURCE = 'def area(r):\n    return 3 * r * r\n';
const TESTS = 'from shop import area\n\n\ndef test_one():\n    assert area(1) == 3\n';
const ANSWER =
  '```python\nfrom shop import area\n\n\ndef test_zero():\n    assert area(0) == 0\n```\nГотово.';
const NEW_TESTS = 'from shop import area\n\n\ndef test_zero():\n    assert area(0) == 0\n';

function at(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(at(path));
    return true;
  } catch {
    return false;
  }
}

/** The prompt of the task, when it was asked for. */
function prompts(server: OpenAiServer): string[] {
  return server
    .generations()
    .map(({ body }) => JSON.stringify(body))
    .filter((body) => body.includes('Напиши тесты'));
}

/** `tolmach.writeTests` for a file in a folder of its own, under review. */
async function written(folder: string, name: string, text = SOURCE): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.createDirectory(at(folder));
  const editor = await openFile(`${folder}/${name}`, text);
  await vscode.commands.executeCommand('tolmach.writeTests');
  await until('the review', reviewTab);
  return editor.document;
}

async function without(folder: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } finally {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(at(folder), { recursive: true, useTrash: false });
  }
}

test('tests go behind those that are there, and the model is shown these', () =>
  without('проба-т1', () =>
    withServer({ answer: ANSWER }, async (server) => {
      await openFile('проба-т1/test_shop.py', TESTS);
      const source = await written('проба-т1', 'shop.py');
      const [prompt = ''] = prompts(server);
      assert.match(prompt, /def test_one/);
      assert.match(prompt, /конец файла проба-т1\/test_shop\.py/);
      const tests = await vscode.workspace.openTextDocument(at('проба-т1/test_shop.py'));
      assert.equal(tests.getText(), TESTS, 'undecided');
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      await until('the review closed', () => !reviewTab());
      assert.equal(tests.getText(), `${TESTS}\n\ndef test_zero():\n    assert area(0) == 0\n`);
      assert.equal(await textOnDisk(tests), TESTS, 'the user saves it');
      assert.equal(source.getText(), SOURCE);
    }),
  ));

test('a new file of tests is nowhere until it is accepted; one undo takes it away again', () =>
  without('проба-т2', () =>
    withServer({ answer: ANSWER }, async (server) => {
      await openFile('проба-т2/test_other.py', 'def test_other():\n    assert True\n');
      await written('проба-т2', 'shop.py');
      assert.match(prompts(server)[0] ?? '', /def test_other/, 'a neighbour is the example');
      await vscode.workspace.saveAll(true);
      assert.equal(await isThere('проба-т2/test_shop.py'), false);
      const review = reviewTab();
      assert.ok(review && (await textOf(review.uri)) === NEW_TESTS);
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      await until('the review closed', () => !reviewTab());
      const made = await vscode.workspace.openTextDocument(at('проба-т2/test_shop.py'));
      assert.equal(await textOnDisk(made), NEW_TESTS);
      await vscode.window.showTextDocument(made);
      await vscode.commands.executeCommand('undo');
      await until('the file is gone', async () => !(await isThere('проба-т2/test_shop.py')));
    }),
  ));

test('a new file that is rejected leaves nothing, nor does one whose review is closed', () =>
  without('проба-т3', () =>
    withServer({ answer: ANSWER }, async () => {
      await openFile('проба-т3/test_other.py', 'def test_other():\n    assert True\n');
      await written('проба-т3', 'shop.py');
      await vscode.commands.executeCommand('tolmach.dismissEdit');
      await until('the review closed', () => !reviewTab());
      assert.equal(await isThere('проба-т3/test_shop.py'), false);
      await written('проба-т3', 'shop.py');
      const review = reviewTab();
      assert.ok(review);
      await vscode.window.tabGroups.close(review.tab);
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      assert.equal(await isThere('проба-т3/test_shop.py'), false);
    }),
  ));

test('a file that appeared meanwhile is not written over', () =>
  without('проба-т4', () =>
    withServer({ answer: ANSWER }, async () => {
      await openFile('проба-т4/test_other.py', 'def test_other():\n    assert True\n');
      await written('проба-т4', 'shop.py');
      const mine = new TextEncoder().encode('# моё\n');
      await vscode.workspace.fs.writeFile(at('проба-т4/test_shop.py'), mine);
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      assert.ok(reviewTab(), 'a conflict waits');
      await vscode.commands.executeCommand('tolmach.acceptAllEdits');
      assert.ok(reviewTab(), 'it cannot be accepted');
      await vscode.commands.executeCommand('tolmach.dismissEdit');
      await until('the review closed', () => !reviewTab());
      const there = await vscode.workspace.fs.readFile(at('проба-т4/test_shop.py'));
      assert.equal(new TextDecoder().decode(there), '# моё\n');
    }),
  ));

const BOTH = `Тесты:\n\n**проба-т5/test_shop.py**\n\`\`\`python\n${NEW_TESTS}\`\`\`\n\nИ сам код:\n\n\`проба-т5/shop.py\`:\n\`\`\`python\ndef area(r):\n    return 3 * r**2\n\`\`\``;

test('two files are decided on together, and one undo takes both back', () =>
  without('проба-т5', () =>
    withServer({ answer: BOTH }, async () => {
      await openFile('проба-т5/test_other.py', 'def test_other():\n    assert True\n');
      const source = await written('проба-т5', 'shop.py');
      const first = reviewTab()?.uri.toString();
      assert.match(first ?? '', /test_shop/);
      await vscode.commands.executeCommand('tolmach.nextEdit');
      const second = reviewTab()?.uri.toString();
      assert.notEqual(second, first);
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      assert.equal(source.getText(), SOURCE, 'the other file is undecided');
      assert.equal(reviewTab()?.uri.toString(), first, 'which is in front now');
      await vscode.commands.executeCommand('tolmach.acceptEdit');
      await until('the review closed', () => !reviewTab());
      assert.equal(source.getText(), 'def area(r):\n    return 3 * r**2\n');
      assert.equal(await isThere('проба-т5/test_shop.py'), true);
      await vscode.window.showTextDocument(source);
      await vscode.commands.executeCommand('undo');
      assert.equal(source.getText(), SOURCE);
      await until('the file is gone', async () => !(await isThere('проба-т5/test_shop.py')));
    }),
  ));

test('all files are rejected at once; one may be rejected and the other accepted', () =>
  without('проба-т6', () =>
    withServer({ answer: BOTH.replaceAll('проба-т5', 'проба-т6') }, async () => {
      await openFile('проба-т6/test_other.py', 'def test_other():\n    assert True\n');
      const source = await written('проба-т6', 'shop.py');
      await vscode.commands.executeCommand('tolmach.dismissAllEdits');
      await until('the review closed', () => !reviewTab());
      assert.equal(source.getText(), SOURCE);
      await written('проба-т6', 'shop.py');
      await vscode.commands.executeCommand('tolmach.dismissEdit');
      await vscode.commands.executeCommand('tolmach.acceptAllEdits');
      await until('the review closed', () => !reviewTab());
      assert.equal(source.getText(), 'def area(r):\n    return 3 * r**2\n');
      assert.equal(await isThere('проба-т6/test_shop.py'), false);
    }),
  ));

test('files for which there are no tests are told of, and nothing is asked', () =>
  without('проба-т7', () =>
    withServer({ answer: ANSWER }, async (server) => {
      await vscode.workspace.fs.createDirectory(at('проба-т7'));
      await openFile('проба-т7/README.md', 'Текст.\n');
      await vscode.commands.executeCommand('tolmach.writeTests');
      assert.deepEqual(prompts(server), []);
      assert.equal(reviewTab(), undefined);
    }),
  ));

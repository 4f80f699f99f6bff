import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer } from '../support/openaiServer.ts';
import { openFile, until, withServer } from './project.ts';

/** No language server of the editor's own answers for it. */
const LANGUAGE = 'python';

/**
 * What the model is shown at the end of a line, once that holds `wanted`: what is gathered late is shown at the next
 * rest.
 */
async function shownAt(
  editor: vscode.TextEditor,
  line: number,
  wanted: RegExp,
  server: OpenAiServer,
): Promise<string> {
  const { end } = editor.document.lineAt(line).range;
  const moveTo = (at: vscode.Position): void => {
    editor.selection = new vscode.Selection(at, at);
  };
  return until(`the model reads ${wanted}`, async () => {
    moveTo(new vscode.Position(0, 0));
    // A rest that is long enough on a machine that is busy, too.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    moveTo(end);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    return prompts(server).findLast((prompt) => wanted.test(prompt));
  });
}

const prompts = (server: OpenAiServer): string[] =>
  server.generations().map(({ body }) => String(body['prompt']));

/** The prompt when completions are asked for by key. */
async function asked(server: OpenAiServer): Promise<string> {
  const before = prompts(server).length;
  return until('a request', async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    return prompts(server)[before];
  });
}

/** Answers for a language server: the name `priceOf` is defined in a file's line. */
function defining(uri: vscode.Uri, line: number): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider(LANGUAGE, {
    provideDefinition: (document, position) => {
      const word = document.getText(document.getWordRangeAtPosition(position));
      return word === 'priceOf' ? new vscode.Location(uri, new vscode.Position(line, 0)) : undefined;
    },
  });
}

async function written(name: string, text: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

test('definitions that the language server tells stand before the file', () =>
  withServer({ answer: ' x' }, async (server) => {
    const body = Array.from({ length: 12 }, (_, line) => `    step${line} = item`).join('\n');
    const uri = await written('соседи/цены.py', `start = 1\n\n# Цена.\ndef priceOf(item):\n${body}\n`);
    const provider = defining(uri, 3);
    try {
      const editor = await openFile('соседи 1.py', 'value = 1\nprice = priceOf(value)\n\n');
      const prompt = await shownAt(editor, 2, /Цена/, server);
      assert.match(
        prompt,
        /цены\.py, строки 3–16:\n```python\n# Цена\.\ndef priceOf\(item\):\n {4}… пропущено/,
      );
      assert.ok(!prompt.includes('start = 1') && prompt.indexOf('Цена.') < prompt.indexOf('value = 1'));
    } finally {
      provider.dispose();
    }
  }));

test('a place that was edited in another file is shown; a secret file, and one that is excluded, never', () =>
  withServer({ answer: ' x;' }, async (server) => {
    const settings = vscode.workspace.getConfiguration('tolmach.context');
    await settings.update('exclude', ['**/исключён.py'], vscode.ConfigurationTarget.Global);
    const secret = await written('secrets.json', '{ "secretName": "значение секрета" }\n');
    const provider = defining(secret, 0);
    try {
      for (const [name, text] of [
        ['исключён.py', 'excludedName = 1\n'],
        ['правка.py', 'editedName = 1\n'],
      ] as const) {
        const { document } = await openFile(name, text);
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(1, 0), `# ${name}\n`);
        await vscode.workspace.applyEdit(edit);
      }
      const editor = await openFile('соседи 2.py', 'own = priceOf(1)\n\n');
      const prompt = await shownAt(editor, 1, /editedName/, server);
      assert.match(prompt, /правка\.py, .*\n```python\neditedName = 1/);
      assert.ok(!prompt.includes('excludedName') && !prompt.includes('secretName'), prompt);
    } finally {
      provider.dispose();
      await settings.update('exclude', undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  }));

test('typing keeps what is shown as it is', () =>
  withServer({ answer: ' x;' }, async (server) => {
    await openFile('соседи 3.js', 'export const neighbour = 1;\n');
    const editor = await openFile('соседи 4.js', 'const own = 1;\n\n');
    const first = await shownAt(editor, 1, /neighbour/, server);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'const next ='));
    const second = await asked(server);
    const head = first.slice(0, first.lastIndexOf('const own'));
    assert.ok(second.startsWith(head), second);
  }));

test('a cell of a notebook stands below the cells before it, notes as comments', () =>
  withServer({ answer: ' x' }, async (server) => {
    const cell = (kind: vscode.NotebookCellKind, text: string, language: string) =>
      new vscode.NotebookCellData(kind, text, language);
    const { Code, Markup } = vscode.NotebookCellKind;
    const data = new vscode.NotebookData([
      cell(Markup, '# Отчёт\nо продажах', 'markdown'),
      cell(Code, 'select 1', 'sql'),
      cell(Code, 'import math\nrate = 2', 'python'),
      cell(Code, 'total = rate', 'python'),
      cell(Code, 'later = 1', 'python'),
    ]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    const selections = [new vscode.NotebookRange(3, 4)];
    await until('the editor of the cell', async () => {
      await vscode.window.showNotebookDocument(notebook, { selections });
      await vscode.commands.executeCommand('notebook.cell.edit');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return vscode.window.activeTextEditor?.document === notebook.cellAt(3).document;
    });
    const prompt = await until('a request', async () => {
      await vscode.commands.executeCommand('cursorBottom');
      await vscode.commands.executeCommand('type', { text: 'r' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      return prompts(server).find((one) => one.includes('total'));
    });
    assert.match(prompt, /```python\n# # Отчёт\n# о продажах\n\nimport math\nrate = 2\n\ntotal = rater*$/);
    assert.ok(!prompt.includes('select 1'), prompt);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }));

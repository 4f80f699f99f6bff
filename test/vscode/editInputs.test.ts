/** Documents and answers that a task on code cannot take as they are: nothing is changed, and one message says why. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Proposal } from '../../src/core/edit/proposedEdit.ts';
import { refactor } from '../../src/core/edit/tasks/refactor.ts';
import type { Delta, LanguageModel } from '../../src/core/model/languageModel.ts';
import { EditorTasks } from '../../src/editor/edit/editorTasks.ts';
import { editTexts, refusalText } from '../../src/editor/edit/texts.ts';
import { readSettings } from '../../src/editor/settings.ts';
import { test } from '../support/hostTests.ts';
import { CARD } from '../unit/core/completion/handFed.ts';
import { openFile, textOnDisk, until, withServer } from './project.ts';

const CODE = 'def area(r):\n    a = 3 * r * r\n    return a\n';
const ANSWER = '```python\ndef area(r):\n    return 3 * r**2\n```';
const REVIEW = 'tolmach-edit';

/** A model that always says the same. */
class OneAnswer implements LanguageModel {
  readonly card = CARD;
  readonly #answer: string;
  asked = 0;

  constructor(answer: string) {
    this.#answer = answer;
  }

  async *generate(): AsyncIterable<Delta> {
    this.asked += 1;
    yield { kind: 'text', text: this.#answer };
    yield { kind: 'end', finish: 'stop', usage: {} };
  }
}

interface Outcome {
  readonly messages: readonly string[];
  readonly asked: number;
  /** Reviews that were put before the user. */
  readonly finished: number;
}

/** Does a task on the active editor, with the model's answer given, and notes what the user is told. */
async function refactored(answer = ANSWER): Promise<Outcome> {
  const model = new OneAnswer(answer);
  const messages: string[] = [];
  let finished = 0;
  const tasks = new EditorTasks({
    models: {
      open: async () => ({
        entry: { ref: 'server/t', card: CARD, place: { kind: 'local' }, state: 'ready' },
        model,
        counter: { count: (text) => Math.ceil(text.length / 3), exact: false },
      }),
    },
    settings: readSettings,
    rules: { for: async () => [] },
    reviews: {
      has: () => false,
      begin: () => ({
        grow: () => undefined,
        finish: async () => {
          finished += 1;
        },
        drop: async () => undefined,
      }),
    },
    showError: (error) => messages.push(String(error)),
  });
  const { showInformationMessage } = vscode.window;
  const told = async (text: string): Promise<undefined> => {
    messages.push(text);
  };
  Object.assign(vscode.window, { showInformationMessage: told });
  try {
    await tasks.run(refactor);
  } finally {
    Object.assign(vscode.window, { showInformationMessage });
  }
  return { messages, asked: model.asked, finished };
}

const REFUSED = { asked: 0, finished: 0 };
const answered = (kind: Extract<Proposal, { refusal: unknown }>['refusal']) => ({
  messages: [refusalText(kind)],
  asked: 1,
  finished: 0,
});

async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function selected(name: string, text: string): Promise<vscode.TextEditor> {
  const editor = await openFile(name, text);
  editor.selection = new vscode.Selection(0, 0, editor.document.lineCount, 0);
  return editor;
}

test('without an editor there is nothing to work on', async () => {
  await closeAll();
  assert.deepEqual(await refactored(), { messages: [editTexts.noEditor], ...REFUSED });
});

test('a document of others, a file that may not be written, are refused before anything is asked', async () => {
  const files = vscode.workspace.getConfiguration('files');
  await files.update('readonlyInclude', { '**/закрыто/**': true }, vscode.ConfigurationTarget.Global);
  try {
    const { document } = await selected('закрыто/a.py', CODE);
    assert.deepEqual(await refactored(), { messages: [editTexts.readOnly], ...REFUSED });
    const other = document.uri.with({ scheme: 'git' });
    const provider = vscode.workspace.registerTextDocumentContentProvider('tolmach-test', {
      provideTextDocumentContent: () => CODE,
    });
    await vscode.window.showTextDocument(other.with({ scheme: 'tolmach-test' }));
    assert.deepEqual(await refactored(), { messages: [editTexts.readOnly], ...REFUSED });
    provider.dispose();
    assert.equal(await textOnDisk(document), CODE);
  } finally {
    await files.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  }
});

test('of a comparison the user’s own side is worked on, the other one is not', async () => {
  const provider = vscode.workspace.registerTextDocumentContentProvider('tolmach-test', {
    provideTextDocumentContent: () => CODE,
  });
  try {
    const { document } = await openFile('сравнение.py', CODE);
    const before = document.uri.with({ scheme: 'tolmach-test' });
    await vscode.commands.executeCommand('vscode.diff', before, document.uri);
    await until('its own side', () => vscode.window.activeTextEditor?.document === document);
    assert.equal((await refactored()).finished, 1);
    await vscode.commands.executeCommand('vscode.diff', document.uri, before);
    await until(
      'the other side',
      () => vscode.window.activeTextEditor?.document.uri.scheme === 'tolmach-test',
    );
    assert.deepEqual(await refactored(), { messages: [editTexts.readOnly], ...REFUSED });
  } finally {
    provider.dispose();
    await closeAll();
  }
});

test('blanks, and a large file with the cursor nowhere, are nothing to work on', async () => {
  try {
    await selected('пусто.py', '\n   \n\t\n');
    assert.deepEqual(await refactored(), { messages: [editTexts.nothingTaken], ...REFUSED });
    await openFile('ничего.py', '');
    assert.deepEqual(await refactored(), { messages: [editTexts.nothingTaken], ...REFUSED });
    await openFile('много.py', 'a = 1\n'.repeat(500));
    assert.deepEqual(await refactored(), { messages: [editTexts.nothingTaken], ...REFUSED });
  } finally {
    await closeAll();
  }
});

test('20,000 selected lines are refused at once, with what to do instead', async () => {
  try {
    const { document } = await selected('огромный.py', CODE.repeat(6667));
    const refusal = refusalText({ kind: 'tooManyParts', most: 40 });
    assert.deepEqual(await refactored(), { messages: [refusal], ...REFUSED });
    assert.equal(document.isDirty, false);
  } finally {
    await closeAll();
  }
});

test('an answer without code, in another language, or with what was asked for unchanged, changes nothing', async () => {
  try {
    await selected('ответы.py', CODE);
    assert.deepEqual(await refactored('Код уже хорош.'), answered({ kind: 'noCode' }));
    assert.deepEqual(
      await refactored('```go\nfunc area(r int) int {\n\treturn 3 * r * r\n}\n```'),
      answered({ kind: 'otherLanguage', name: 'go' }),
    );
    assert.deepEqual(await refactored(`\`\`\`python\n${CODE}\`\`\``), answered({ kind: 'unchanged' }));
  } finally {
    await closeAll();
  }
});

const reviewed = () =>
  until('the review', () => vscode.window.activeTextEditor?.document.uri.scheme === REVIEW);

test('a cell of a notebook is worked on as a document of its own', () =>
  withServer({ answer: ANSWER }, async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, CODE, 'python');
    const notebook = await vscode.workspace.openNotebookDocument(
      'interactive',
      new vscode.NotebookData([cell]),
    );
    const document = notebook.cellAt(0).document;
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.cell.edit');
    await until('the cell', () => vscode.window.activeTextEditor?.document === document);
    await vscode.commands.executeCommand('tolmach.refactor');
    await reviewed();
    assert.equal(document.getText(), CODE);
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await until('the new text', () => document.getText().includes('return 3 * r**2'));
  }));

test('a file that was deleted meanwhile is not written again', () =>
  withServer({ answer: ANSWER }, async () => {
    const { document } = await selected('удалён.py', CODE);
    await vscode.commands.executeCommand('tolmach.refactor');
    await reviewed();
    const { uri } = document;
    await vscode.workspace.fs.delete(uri);
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await assert.rejects(async () => vscode.workspace.fs.stat(uri));
  }));

test('mixed line ends and another encoding are the file’s own when it is saved', () =>
  withServer({ answer: '```python\ndef area(r):\n    # площадь\n    return 3 * r**2\n```' }, async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'кодировка.py');
    // «# площадь» in Windows-1251.
    const comment = [0x23, 0x20, 0xef, 0xeb, 0xee, 0xf9, 0xe0, 0xe4, 0xfc];
    const bytes = [
      ...Buffer.from('def area(r):\r\n    '),
      ...comment,
      ...Buffer.from('\r\n    return 9\r\n'),
    ];
    await vscode.workspace.fs.writeFile(uri, Uint8Array.from(bytes));
    const document = await vscode.workspace.openTextDocument(uri, { encoding: 'windows1251' });
    const editor = await vscode.window.showTextDocument(document);
    assert.match(document.getText(), /# площадь/);
    editor.selection = new vscode.Selection(0, 0, 3, 0);
    await vscode.commands.executeCommand('tolmach.refactor');
    await reviewed();
    await vscode.commands.executeCommand('tolmach.acceptEdit');
    await until('the new text', () => document.getText().includes('r**2'));
    await until('it is saved', async () => document.save());
    const wanted = [
      ...Buffer.from('def area(r):\r\n    '),
      ...comment,
      ...Buffer.from('\r\n    return 3 * r**2\r\n'),
    ];
    assert.deepEqual([...(await vscode.workspace.fs.readFile(uri))], wanted);
  }));

const method = (name: string, body: string): string =>
  `def ${name}():\n${`    ${body}(1, 2, 3, 4)\n`.repeat(120)}`;

test('what is larger than the window is worked on definition by definition', () =>
  withServer(
    {
      answer: ({ body }) => {
        const name = /Фрагмент:[\s\S]*?def (\w+)/.exec(JSON.stringify(body))?.[1] ?? '';
        return `\`\`\`python\n${method(name, 'done')}\`\`\``;
      },
    },
    async (server) => {
      const text = ['a', 'b', 'c', 'd'].map((name) => method(name, 'work')).join('\n\n');
      const { document } = await selected('большой.py', text);
      await vscode.commands.executeCommand('tolmach.refactor');
      await reviewed();
      const asked = server.generations().filter(({ body }) => JSON.stringify(body).includes('из 4 большого'));
      assert.equal(asked.length, 4);
      assert.equal(document.getText(), text);
      await vscode.commands.executeCommand('tolmach.acceptAllEdits');
      await until('the new text', () => document.getText() === text.replaceAll('work', 'done'));
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
    },
  ));

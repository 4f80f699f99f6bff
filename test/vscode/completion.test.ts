import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer, RecordedRequest } from '../support/openaiServer.ts';
import { openFile, until, withServer } from './project.ts';

const CODE = 'function total(items) {\n  \n}\n';
const CURSOR = new vscode.Position(1, 2);

async function cursorIn(name: string, text = CODE): Promise<vscode.TextEditor> {
  const editor = await openFile(name, text);
  editor.selection = new vscode.Selection(CURSOR, CURSOR);
  return editor;
}

/** Requests for completions: what the model reads ahead asks for one token, what else might stand there is bolder. */
const requests = (server: OpenAiServer) =>
  server.generations().filter(({ body }) => body['max_tokens'] !== 1 && body['temperature'] === 0);

const asked = (server: OpenAiServer): number => requests(server).length;

/** Asks by key until ghost text is there, and accepts it. */
async function accepted(editor: vscode.TextEditor): Promise<string> {
  const { document } = editor;
  const before = document.version;
  await until('ghost text', async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    return document.version !== before;
  });
  return document.getText();
}

test('ghost text is asked for by raw completion and accepted', () =>
  withServer({ answer: ' return items.length;' }, async (server) => {
    const editor = await cursorIn('подсказка 1.js');
    assert.equal(await accepted(editor), 'function total(items) {\n  return items.length;\n}\n');
    const [request] = requests(server);
    assert.equal(request?.path, '/v1/completions');
    assert.match(
      String(request?.body['prompt']),
      /<\|im_start\|>assistant\n```javascript\nfunction total\(items\) \{\n $/,
    );
    assert.equal(request?.body['temperature'], 0);
  }));

test('typing asks by itself', () =>
  withServer({ answer: ' items;' }, async (server) => {
    await cursorIn('подсказка 2.js');
    // A key at a time, each with a pause: whoever types on without one is not asked for.
    await until('a request', async () => {
      await vscode.commands.executeCommand('type', { text: 'r' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      return asked(server) > 0;
    });
  }));

test('switched off, typing asks nothing, the key does', () =>
  withServer({ answer: ' return 1;' }, async (server) => {
    await vscode.commands.executeCommand('tolmach.toggleCompletions');
    const enabled = () => vscode.workspace.getConfiguration('tolmach').get('completion.enabled');
    assert.equal(enabled(), false);
    try {
      const editor = await cursorIn('подсказка 3.js');
      await vscode.commands.executeCommand('type', { text: ' ' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(asked(server), 0);
      await accepted(editor);
      assert.equal(asked(server), 1);
    } finally {
      await vscode.commands.executeCommand('tolmach.toggleCompletions');
    }
    assert.equal(enabled(), true);
  }));

test('a file with secrets is never sent', () =>
  withServer({ answer: ' x' }, async (server) => {
    await cursorIn('.env', 'A=1\nKEY=\n');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await vscode.commands.executeCommand('type', { text: 'a' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(asked(server), 0);
  }));

test('text that disagrees aborts the request at the server', () =>
  withServer({ answer: { text: ' return items.length;', firstDelay: 60_000 } }, async (server) => {
    const editor = await cursorIn('подсказка 4.js');
    // Not waited for: the command ends with its answer, which is a minute away.
    const trigger = () => void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    const request = await until('a request', () => {
      trigger();
      return requests(server)[0];
    });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// другое\n'));
    await server.closed(request);
  }));

/** A setting for the time of `run`. */
async function withOff(key: 'offLanguages' | 'offFiles', value: string[], run: () => Promise<void>) {
  const settings = () => vscode.workspace.getConfiguration('tolmach.completion');
  await settings().update(key, value, vscode.ConfigurationTarget.Global);
  try {
    await run();
  } finally {
    await settings().update(key, undefined, vscode.ConfigurationTarget.Global);
  }
}

for (const [key, value] of [
  ['offLanguages', ['javascript']],
  ['offFiles', ['подсказка*.js']],
] as const) {
  test(`switched off by ${key}, typing asks nothing, the key does`, () =>
    withServer({ answer: ' return 1;' }, (server) =>
      withOff(key, [...value], async () => {
        const editor = await cursorIn(`подсказка ${key}.js`);
        await vscode.commands.executeCommand('type', { text: ' ' });
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.equal(server.generations().length, 0);
        await accepted(editor);
        assert.equal(asked(server), 1);
      }),
    ));
}

test('with several cursors, typing asks nothing', () =>
  withServer({ answer: ' x;' }, async (server) => {
    const editor = await cursorIn('подсказка 5.js');
    const start = new vscode.Position(0, 0);
    editor.selections = [new vscode.Selection(CURSOR, CURSOR), new vscode.Selection(start, start)];
    await vscode.commands.executeCommand('type', { text: ' ' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(asked(server), 0);
  }));

/** The likeliest, and what the model says when it is bolder. */
const several = {
  answer: ({ body }: RecordedRequest) =>
    ({ 0: ' return items.length;', 0.7: ' return 0;' })[String(body['temperature'])] ?? ' return null;',
};
const bold = (server: OpenAiServer) =>
  server.generations().filter(({ body, answeredAt }) => Number(body['temperature']) > 0 && answeredAt);

/** Leaves the text that is shown for the next, when that has come, and takes it. */
async function nextAccepted({ document }: vscode.TextEditor, server: OpenAiServer): Promise<string> {
  await vscode.commands.executeCommand('editor.action.inlineSuggest.showNext');
  await until('the others', () => bold(server).length === 2);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
  return document.lineAt(1).text;
}

test('of what was asked for by key there are others, which the editor is told of', () =>
  withServer(several, async (server) => {
    const editor = await cursorIn('подсказка 6.js');
    await until('a request', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
      return requests(server)[0];
    });
    await until('the others', () => bold(server).length === 2);
    // By now the editor has asked again, or soon will have.
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await nextAccepted(editor, server), '  return 0;');
    assert.equal(requests(server).length, 1);
  }));

test('of what came by itself there are others when the user asks for the next', () =>
  withServer(several, async (server) => {
    const editor = await cursorIn('подсказка 7.js');
    await until('a request', async () => {
      await vscode.commands.executeCommand('type', { text: ' ' });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return requests(server).at(-1)?.answeredAt;
    });
    assert.equal(bold(server).length, 0);
    assert.match(await nextAccepted(editor, server), /^ +return 0;$/);
  }));

test('with the suggestion widget open, the model goes on from its choice', () =>
  withServer({ answer: '.length;' }, async (server) => {
    const offering = vscode.languages.registerCompletionItemProvider('javascript', {
      provideCompletionItems: () => [new vscode.CompletionItem('itemsOfOrder')],
    });
    try {
      const editor = await cursorIn('подсказка 8.js');
      await editor.edit((edit) => edit.insert(CURSOR, 'itemsO'));
      const end = new vscode.Position(1, 8);
      editor.selection = new vscode.Selection(end, end);
      await until('a request behind the choice', async () => {
        await vscode.commands.executeCommand('editor.action.triggerSuggest');
        await new Promise((resolve) => setTimeout(resolve, 500));
        await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
        return requests(server).find(({ body }) => String(body['prompt']).endsWith('  itemsOfOrder'));
      });
      await vscode.commands.executeCommand('hideSuggestWidget');
      assert.equal(editor.document.lineAt(1).text, '  itemsO');
    } finally {
      offering.dispose();
    }
  }));

test('what is composed by an input method stays as it is, and is asked for when it is whole', () =>
  withServer({ answer: ' + 1;' }, async (server) => {
    const editor = await cursorIn('подсказка 9.js');
    const compose = (text: string, replacePrevCharCnt: number) =>
      vscode.commands.executeCommand('compositionType', {
        text,
        replacePrevCharCnt,
        replaceNextCharCnt: 0,
        positionDelta: 0,
      });
    await vscode.commands.executeCommand('compositionStart');
    await compose('s', 0);
    await compose('су', 1);
    await compose('сумма', 2);
    await vscode.commands.executeCommand('compositionEnd');
    assert.equal(editor.document.lineAt(1).text, '  сумма');
    await vscode.commands.executeCommand('type', { text: ' ' });
    await until('a request', () => requests(server)[0]);
    assert.ok(
      requests(server).every(({ body }) => String(body['prompt']).endsWith('  сумма')),
      'half of a word was asked for',
    );
    assert.equal(editor.document.lineAt(1).text, '  сумма ');
  }));

test('a cell of a notebook has its ghost text', () =>
  withServer({ answer: ' items;' }, async (server) => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'total = 1\n', 'python');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell]),
    );
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.cell.edit');
    await until('a request', async () => {
      await vscode.commands.executeCommand('cursorBottom');
      await vscode.commands.executeCommand('type', { text: 'r' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      return requests(server)[0];
    });
    assert.match(String(requests(server)[0]?.body['prompt']), /```python\ntotal = 1\nr+$/);
  }));

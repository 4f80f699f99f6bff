import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer } from '../support/openaiServer.ts';
import { openFile, until, withServer } from './project.ts';

const CODE = 'def area(r):\n    a = 3 * r * r\n    return a\n\n\nprint(area(1))\n';
const FUNCTION = new vscode.Selection(0, 0, 2, 12);

/** Of a task or a question: a completion may have been asked for beside, which has no messages. */
const lastPrompt = (server: OpenAiServer): string =>
  server
    .generations()
    .flatMap(({ body }) => (body as { messages?: { content: string }[] }).messages?.at(-1)?.content ?? [])
    .at(-1) ?? '';

/** A document with one complaint of the editor's in its second line. */
async function withProblem(
  name: string,
  body: (editor: vscode.TextEditor) => Promise<void>,
  severity = vscode.DiagnosticSeverity.Error,
): Promise<void> {
  const editor = await openFile(name, CODE);
  const collection = vscode.languages.createDiagnosticCollection('проба');
  try {
    const range = new vscode.Range(1, 4, 1, 5);
    collection.set(editor.document.uri, [new vscode.Diagnostic(range, 'Имя a ничего не говорит', severity)]);
    await body(editor);
  } finally {
    collection.dispose();
  }
}

async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.Command[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
  );
  return actions.flatMap(({ command }) => (command?.command.startsWith('tolmach.') ? [command] : []));
}

async function run({ command, arguments: given = [] }: vscode.Command): Promise<void> {
  await vscode.commands.executeCommand(command, ...given);
}

test('the lightbulb mends and explains what the editor complains of', () =>
  withServer({ answer: 'Имя `a` короткое.' }, async (server) => {
    await withProblem('места 1.py', async ({ document }) => {
      const actions = await actionsAt(document.uri, new vscode.Range(1, 4, 1, 4));
      const [fix, explain] = actions;
      assert.deepEqual(
        actions.map(({ title }) => title),
        ['Толмач: исправить', 'Толмач: объяснить проблему'],
      );
      assert.ok(fix && explain);
      await run(explain);
      await until('the question', () => /строке 2:\n— Имя a ничего не говорит/.test(lastPrompt(server)));
      assert.match(lastPrompt(server), /def area/);

      server.setAnswer('```python\ndef area(r):\n    return 3 * r * r\n\n\nprint(area(1))\n```');
      await run(fix);
      await until('the request', () => /строка 2: Имя a ничего не говорит/.test(lastPrompt(server)));
      assert.equal(document.getText(), CODE);
    });
  }));

test('what the editor only hints at is neither mended nor explained', () =>
  withProblem(
    'места 1-2.py',
    async ({ document }) => {
      assert.deepEqual(await actionsAt(document.uri, new vscode.Range(1, 4, 1, 4)), []);
    },
    vscode.DiagnosticSeverity.Hint,
  ));

test('what is selected can be explained from the lightbulb', async () => {
  const { document } = await openFile('места 2.py', CODE);
  assert.ok((await actionsAt(document.uri, FUNCTION)).some(({ command }) => command === 'tolmach.explain'));
  assert.deepEqual(await actionsAt(document.uri, new vscode.Range(0, 0, 0, 0)), []);
});

test('the hover of a problem has two links, and nothing else may run from it', () =>
  withProblem('места 3.py', async ({ document }) => {
    const linksAt = async (line: number): Promise<vscode.MarkdownString[]> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(line, 4),
      );
      return hovers
        .flatMap(({ contents }) => contents)
        .filter((one): one is vscode.MarkdownString => one instanceof vscode.MarkdownString)
        .filter(({ value }) => value.includes('command:'));
    };
    const [links] = await linksAt(1);
    assert.match(links?.value ?? '', /\[Объяснить[^\]]*\]\(command:[^)]+\) · \[Исправить[^\]]*\]\(command:/);
    assert.deepEqual(links?.isTrusted, {
      enabledCommands: ['tolmach._explainProblem', 'tolmach._fixProblem'],
    });
    assert.deepEqual(await linksAt(2), []);
  }));

test('links stand above definitions where they are wanted, and are for the definition below', () =>
  withServer({ answer: 'Считает площадь.' }, async (server) => {
    const { document } = await openFile('места 4.py', `x = 1\n\n\n${CODE}`);
    const symbols = vscode.languages.registerDocumentSymbolProvider(
      { pattern: '**/места 4.py' },
      {
        provideDocumentSymbols: () => [
          new vscode.DocumentSymbol(
            'area',
            '',
            vscode.SymbolKind.Function,
            new vscode.Range(3, 0, 5, 12),
            new vscode.Range(3, 4, 3, 8),
          ),
        ],
      },
    );
    const settings = vscode.workspace.getConfiguration('tolmach');
    const lenses = async (): Promise<vscode.Command[]> => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        50,
      );
      return found
        .flatMap(({ command }) => command ?? [])
        .filter(({ command }) => command.startsWith('tolmach.'));
    };
    try {
      assert.deepEqual(await lenses(), []);
      await settings.update('edit.codeLens', true, vscode.ConfigurationTarget.Global);
      const [explain] = await until('the links', async () => {
        const found = await lenses();
        return found.length > 0 ? found : undefined;
      });
      assert.equal(explain?.title, 'Объяснить');
      await run(explain);
      await until('the question', () => /строки 4–6/.test(lastPrompt(server)));
      assert.doesNotMatch(lastPrompt(server), /x = 1/);
    } finally {
      await settings.update('edit.codeLens', undefined, vscode.ConfigurationTarget.Global);
      symbols.dispose();
    }
  }));

test('documentation is written in the language that is set, or in the file’s own', () =>
  withServer({ answer: 'Не могу.' }, async (server) => {
    const settings = vscode.workspace.getConfiguration('tolmach');
    let files = 0;
    const asked = async (text: string): Promise<string> => {
      const editor = await openFile(`места 5-${++files}.py`, text);
      editor.selection = FUNCTION;
      const before = server.generations().length;
      await vscode.commands.executeCommand('tolmach.document');
      assert.ok(server.generations().length > before);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      return /по-русски|по-английски/.exec(lastPrompt(server))?.[0] ?? '';
    };
    try {
      assert.equal(await asked(CODE), 'по-русски');
      await settings.update('edit.commentLanguage', 'en', vscode.ConfigurationTarget.Global);
      assert.equal(await asked(`${CODE}# Площадь\n`), 'по-английски');
      await settings.update('edit.commentLanguage', 'file', vscode.ConfigurationTarget.Global);
      assert.equal(await asked(`${CODE}# Площадь\n`), 'по-русски');
      assert.equal(await asked(CODE), 'по-английски');
    } finally {
      await settings.update('edit.commentLanguage', undefined, vscode.ConfigurationTarget.Global);
    }
  }));

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ContextItem } from '../../src/core/context/contextItem.ts';
import type { Attached } from '../../src/editor/context/attached.ts';
import { changesItem } from '../../src/editor/context/changesItem.ts';
import { fileItem } from '../../src/editor/context/fileItem.ts';
import { folderItem } from '../../src/editor/context/folderItem.ts';
import { ItemOpener } from '../../src/editor/context/openItem.ts';
import { problemsItem } from '../../src/editor/context/problemsItem.ts';
import { ProjectRules } from '../../src/editor/context/projectRules.ts';
import { documentSymbols, symbolItem } from '../../src/editor/context/symbols.ts';
import { openTabs, tabsItem } from '../../src/editor/context/tabsItem.ts';
import { terminalItem } from '../../src/editor/context/terminalItem.ts';
import { TerminalRecorder } from '../../src/editor/context/terminalRecorder.ts';
import { type GitApi, gitApi } from '../../src/editor/git/gitApi.ts';
import { test } from '../support/hostTests.ts';
import { sources, withFolder } from './contextRoom.ts';
import { until } from './project.ts';

const signal = new AbortController().signal;

function only({ items, refused }: Attached): ContextItem {
  assert.deepEqual(refused, []);
  const [item, ...more] = items;
  assert.ok(item && more.length === 0, `${items.length} items`);
  return item;
}
const reason = ({ items, refused }: Attached): string | undefined => {
  assert.deepEqual(items, []);
  return refused[0]?.reason;
};

const RUSSIAN_1251 = Buffer.from([
  0xd2, 0xee, 0xeb, 0xec, 0xe0, 0xf7, 0x20, 0xef, 0xee, 0xed, 0xe8, 0xec, 0xe0, 0xe5, 0xf2,
]);

test('a file is read from the disk in its encoding, and from the editor as it stands there', () =>
  withFolder({ 'a.txt': RUSSIAN_1251, 'b.py': 'x = 1\n' }, async (_folder, uri) => {
    const item = only(await fileItem(uri('a.txt'), sources));
    assert.equal(item.text, 'Толмач понимает');
    assert.match(item.place.path, /^контекст-.*\/a\.txt$/);
    const editor = await vscode.window.showTextDocument(uri('b.py'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'y = "\ud800\0"\n'));
    const open = only(await fileItem(uri('b.py'), sources));
    assert.equal(open.text, 'y = "\ufffd"\nx = 1\n');
    assert.equal(open.language, editor.document.languageId);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }));

test('what no model should read is refused, each with its reason', () =>
  withFolder(
    { '.env': 'KEY=1', 'nul.dat': Buffer.alloc(5000), 'min.js': 'x'.repeat(1_500_000) },
    async (folder, uri) => {
      const huge = openSync(uri('huge.log').fsPath, 'w');
      ftruncateSync(huge, 200_000_000);
      closeSync(huge);
      assert.equal(reason(await fileItem(uri('huge.log'), sources)), 'tooLarge');
      assert.equal(reason(await fileItem(uri('nul.dat'), sources)), 'binary');
      assert.equal(reason(await fileItem(uri('.env'), sources)), 'secret');
      assert.equal(reason(await fileItem(uri('none.py'), sources)), 'unreadable');
      assert.equal(reason(await folderItem(uri('none'), sources, signal)), 'unreadable');
      assert.equal(only(await fileItem(uri('min.js'), sources)).text.length, 400_000);
      const read = only(await folderItem(folder, sources, signal)).files ?? [];
      assert.ok(read.every(({ path: file }) => !/\.env|nul|huge/.test(file)));
    },
  ));

test('a folder has the project’s own files, the open ones first', () =>
  withFolder(
    {
      '.gitignore': 'skip/\n*.tmp\n',
      'a.py': 'a = 1\n',
      'deep/er/b.py': 'b = 2\n',
      'skip/c.py': 'c = 3\n',
      'x.tmp': 'tmp',
      '.env': 'KEY=1',
      'picture.png': Buffer.from([0x89, 0x50]),
      'node_modules/d/index.js': 'd',
    },
    async (folder, uri) => {
      await vscode.window.showTextDocument(uri('deep/er/b.py'));
      const item = only(await folderItem(folder, sources, signal));
      const short = (file: string): string => file.slice(file.indexOf('/') + 1);
      assert.deepEqual(item.text.split('\n').map(short).sort(), ['.gitignore', 'a.py', 'deep/er/b.py']);
      assert.deepEqual(
        item.files?.map(({ path: file }) => short(file)),
        ['deep/er/b.py', '.gitignore', 'a.py'],
      );
      assert.equal(item.files?.[0]?.text, 'b = 2\n');
      // What the rules leave out is taken when it is asked for by name.
      const skipped = only(await folderItem(uri('skip'), sources, signal));
      assert.deepEqual(skipped.text.split('\n').map(short), ['skip/c.py']);
    },
  ));

test('problems are one a line, errors first, hints left out', () =>
  withFolder({ 'a.py': 'x = 1\ny = 2\n' }, async (_folder, uri) => {
    const collection = vscode.languages.createDiagnosticCollection('проба');
    try {
      const at = (line: number) => new vscode.Range(line, 4, line, 5);
      const { Error: error, Warning: warning, Hint: hint } = vscode.DiagnosticSeverity;
      collection.set(uri('a.py'), [
        new vscode.Diagnostic(at(0), 'не используется', warning),
        new vscode.Diagnostic(at(1), 'не\n  определено', error),
        new vscode.Diagnostic(at(1), 'совет', hint),
      ]);
      const item = only(problemsItem(uri('a.py')));
      assert.equal(item.place.path, 'Проблемы: a.py');
      const lines = item.text.split('\n').map((line) => line.slice(line.indexOf('/') + 1));
      assert.deepEqual(lines, ['a.py:2:5 ошибка: не определено', 'a.py:1:5 предупреждение: не используется']);
      const many = Array.from({ length: 500 }, (_, line) => new vscode.Diagnostic(at(line), 'x', error));
      collection.set(uri('a.py'), many);
      assert.equal(
        only(problemsItem(uri('a.py')))
          .text.split('\n')
          .at(-1),
        '… и\u00a0ещё проблем: 300',
      );
    } finally {
      collection.dispose();
    }
    assert.equal(reason(problemsItem(uri('a.py'))), 'noProblems');
  }));

test('a symbol is the lines of its definition', () =>
  withFolder({ 'a.проба': 'класс А\n  метод б\n    тело\n  конец\nконец\n' }, async (_folder, uri) => {
    const method = new vscode.Range(1, 2, 3, 7);
    const provider = vscode.languages.registerDocumentSymbolProvider(
      { pattern: '**/*.проба' },
      {
        provideDocumentSymbols: () => {
          const { Class, Method } = vscode.SymbolKind;
          const outer = new vscode.DocumentSymbol(
            'А',
            '',
            Class,
            new vscode.Range(0, 0, 4, 5),
            new vscode.Range(0, 6, 0, 7),
          );
          outer.children = [new vscode.DocumentSymbol('б', '', Method, method, new vscode.Range(1, 8, 1, 9))];
          return [outer];
        },
      },
    );
    try {
      const document = await vscode.workspace.openTextDocument(uri('a.проба'));
      const symbols = await documentSymbols(document);
      assert.deepEqual(
        symbols.map(({ name, container }) => `${container}.${name}`),
        ['.А', 'А.б'],
      );
      const [, inner] = symbols;
      assert.ok(inner);
      const whole = only(await symbolItem(inner));
      assert.equal(whole.kind, 'symbol');
      assert.equal(whole.text, '  метод б\n    тело\n  конец');
      assert.deepEqual([whole.place.firstLine, whole.place.lastLine], [2, 4]);
      // A search over the workspace tells the name's place alone.
      const byName = only(await symbolItem({ ...inner, range: new vscode.Range(1, 8, 1, 9) }));
      assert.equal(byName.text, whole.text);
    } finally {
      provider.dispose();
    }
  }));

test('open tabs come each once, the one in front first', () =>
  withFolder({ 'a.py': 'a\n', 'b.py': 'b\n', '.env': 'KEY=1' }, async (_folder, uri) => {
    assert.equal(reason(await tabsItem(sources)), 'empty');
    for (const file of ['a.py', '.env', 'b.py']) {
      await vscode.window.showTextDocument(uri(file), { preview: false });
    }
    await until('the tabs', () => (openTabs().length === 2 ? true : undefined));
    const item = only(await tabsItem(sources));
    assert.deepEqual(
      item.files?.map(({ text }) => text),
      ['b\n', 'a\n'],
    );
  }));

test('changes are the staged, the unstaged and the new files, without secrets', () =>
  withFolder({ 'a.py': 'a = 1\n', 'b.py': 'b = 1\n', '.env': 'KEY=1\n' }, async (folder, uri) => {
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=Проба', '-c', 'user.email=a@b.test', '-c', 'commit.gpgsign=false', ...args],
        { cwd: folder.fsPath, stdio: 'ignore' },
      );
    const settings = vscode.workspace.getConfiguration('git');
    await settings.update('enabled', true, vscode.ConfigurationTarget.Global);
    try {
      git('init', '--quiet');
      git('add', '-f', '.');
      git('commit', '--quiet', '-m', 'начало');
      writeFileSync(uri('a.py').fsPath, 'a = 2\n');
      git('add', 'a.py');
      writeFileSync(uri('b.py').fsPath, 'b = 2\n');
      writeFileSync(uri('.env').fsPath, 'KEY=2\n');
      writeFileSync(uri('new.py').fsPath, 'n = 1\n');
      const api = (await until('git', gitApi)) as GitApi & {
        openRepository(uri: vscode.Uri): Promise<{ status(): Promise<void> } | null>;
      };
      const repository = await until(
        'the repository',
        async () => (await api.openRepository(folder)) ?? undefined,
      );
      await repository.status();
      const item = only(await changesItem(uri('a.py')));
      const [, staged = '', unstaged = '', untracked = ''] = item.text.split(/^# .*$/m);
      assert.match(staged, /\+a = 2/);
      assert.match(unstaged, /\+b = 2/);
      assert.doesNotMatch(item.text, /KEY/);
      assert.match(untracked, /new\.py/);
      assert.equal(item.language, 'diff');
    } finally {
      await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  }));

test('a terminal’s last commands go with their output, readable', async () => {
  const recorder = new TerminalRecorder();
  const terminal = vscode.window.createTerminal({ name: 'проба', shellPath: '/bin/bash' });
  try {
    terminal.show();
    const shell = await until('the shell', () => terminal.shellIntegration);
    // The editor misses what comes at once from a shell that has just begun.
    shell.executeCommand(`sleep 0.3; printf '\\033[31mошибка\\033[0m: %s\\n' сборки; false`);
    const text = await until('the output', () => {
      const [item] = terminalItem(recorder).items;
      return item && /^ошибка: сборки$/m.test(item.text) ? item.text : undefined;
    });
    assert.match(text, /^\$ sleep/);
    assert.ok(!text.includes('\u001b'));
  } finally {
    terminal.dispose();
    recorder.dispose();
  }
});

test('rules come from the outside in, follow what is written, and are the same array while nothing changes', () =>
  withFolder(
    {
      'AGENTS.md': 'внешнее',
      'api/AGENTS.md': 'api',
      'api/.tolmach.md': 'свои',
      '.github/copilot-instructions.md': 'внешнее',
      'api/v1/x.py': 'x\n',
      'web/AGENTS.md': 'web',
    },
    async (_folder, uri) => {
      const rules = new ProjectRules(sources, () => undefined);
      const item: ContextItem = {
        id: '1',
        kind: 'file',
        place: { uri: uri('api/v1/x.py').toString(), path: 'x.py' },
        language: '',
        text: '',
      };
      const first = await rules.for([item]);
      // One text under two names is one rule.
      assert.deepEqual(
        first.map(({ text }) => text),
        ['внешнее', 'api', 'свои'],
      );
      assert.equal(await rules.for([item]), first);
      await vscode.workspace.fs.writeFile(uri('api/AGENTS.md'), Buffer.from('новое'));
      const changed = await until('the change', async () => {
        const now = await rules.for([item]);
        return now === first ? undefined : now;
      });
      assert.deepEqual(
        changed.map(({ text }) => text),
        ['внешнее', 'новое', 'свои'],
      );
      await rules.open(first[0]?.id ?? '');
      assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /AGENTS\.md$/);
    },
  ));

test('what is no place in a file opens as it was read, and cannot be written', async () => {
  const opener = new ItemOpener();
  try {
    await opener.open({
      id: 'terminal:1',
      kind: 'terminal',
      place: { uri: '', path: 'Терминал: a/b' },
      language: '',
      text: '$ ls\nсборка упала',
    });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), '$ ls\nсборка упала');
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document?.uri.scheme ?? ''), undefined);
    assert.equal(document?.isDirty, false);
  } finally {
    opener.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
});

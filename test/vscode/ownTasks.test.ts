import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { OwnTasks } from '../../src/editor/edit/ownTasks.ts';
import { test } from '../support/hostTests.ts';
import { openFile, until, withServer } from './project.ts';

const CODE = 'print(1)\n';

function projectFile(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** With these tasks in the project, until the body is done. */
async function withTasks(tasks: Readonly<Record<string, string>>, body: () => Promise<void>): Promise<void> {
  for (const [name, text] of Object.entries(tasks))
    await vscode.workspace.fs.writeFile(
      projectFile(`.tolmach/tasks/${name}`),
      new TextEncoder().encode(text),
    );
  try {
    await body();
  } finally {
    await vscode.workspace.fs.delete(projectFile('.tolmach'), { recursive: true });
  }
}

test('tasks are read from the project and from the profile; what is no task says why', () =>
  withTasks(
    { '100% в журнал.md': 'Замени print.', 'сломана.md': '---\nx: 1\n---\nА', 'заметки.txt': '-' },
    async () => {
      const profile = projectFile('.tolmach/profile');
      await vscode.workspace.fs.writeFile(
        vscode.Uri.joinPath(profile, 'tasks/своя.md'),
        new TextEncoder().encode('---\nname: Моя\nanswer: panel\n---\nРасскажи.'),
      );
      const found = (await new OwnTasks(profile).list()).map(({ read }) => read);
      assert.deepEqual(
        found.map((read) => ('task' in read ? [read.name, read.task.answer] : [read.kind, read.line])),
        [
          ['100% в журнал', 'review'],
          ['unknownKey', 2],
          ['Моя', 'panel'],
        ],
      );
    },
  ));

test('a task of the project is chosen among the others and done', () =>
  withTasks({ 'В журнал.md': '---\nlanguages: python\n---\nЗамени print на log.info.' }, () =>
    withServer({ answer: '```python\nlog.info(1)\n```' }, async (server) => {
      await openFile('своя задача.py', CODE);
      const done = vscode.commands.executeCommand('tolmach.chooseTask');
      // The last is the way to a new one; before it stands the project's.
      await until('the request', async () => {
        await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
        await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return server
          .generations()
          .some(({ body }) => JSON.stringify(body).includes('Замени print на log.info.'));
      });
      await done;
      await vscode.commands.executeCommand('tolmach.acceptAllEdits');
      const document = vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('своя задача.py'));
      await until('the edit', () => document?.getText() === 'log.info(1)\n');
    }),
  ));

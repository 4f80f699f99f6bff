import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type GitApi, gitApi, type Repository } from '../../src/editor/git/gitApi.ts';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer, OpenAiServerOptions } from '../support/openaiServer.ts';
import { until, withServer } from './project.ts';

const MESSAGE = 'Проверять срок заказа\n\nПросроченные больше не попадают в отчёт.';

function git(folder: string, ...args: string[]): void {
  const identity = [
    '-c',
    'user.name=Проба',
    '-c',
    'user.email=proba@example.test',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}

/** A repository with one commit, known to the editor. */
async function withRepository(
  options: OpenAiServerOptions,
  body: (repository: Repository, folder: string, server: OpenAiServer) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tolmach-коммит-'));
  const settings = vscode.workspace.getConfiguration('git');
  await settings.update('enabled', true, vscode.ConfigurationTarget.Global);
  try {
    git(folder, 'init', '--quiet');
    writeFileSync(path.join(folder, 'заказы.py'), 'def late(order):\n    return False\n');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'Завести заказы');
    const api = (await until('git', gitApi)) as GitApi & {
      openRepository(uri: vscode.Uri): Promise<Repository | null>;
    };
    const repository = await until(
      'the repository',
      async () => (await api.openRepository(vscode.Uri.file(folder))) ?? undefined,
    );
    await withServer(options, (server) => body(repository, folder, server));
  } finally {
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const write = (repository: Repository) =>
  vscode.commands.executeCommand('tolmach.writeCommitMessage', { rootUri: repository.rootUri });

function change(folder: string, text: string): void {
  writeFileSync(path.join(folder, 'заказы.py'), `def late(order):\n    return ${text}\n`);
}

test('a commit message is written of what is staged, in the manner of the repository', () =>
  withRepository({ answer: `Вот сообщение коммита:\n\n${MESSAGE}` }, async (repository, folder, server) => {
    change(folder, 'order.due < today()');
    git(folder, 'add', '.');
    change(folder, 'order.due < NOT_STAGED');
    repository.inputBox.value = 'про срок';
    await write(repository);
    assert.equal(repository.inputBox.value, MESSAGE);
    const prompt = JSON.stringify(server.generations()[0]?.body);
    assert.match(prompt, /order\.due < today\(\)/);
    assert.doesNotMatch(prompt, /NOT_STAGED/);
    assert.match(prompt, /Завести заказы/);
    assert.match(prompt, /про срок/);
    repository.inputBox.value = '';
  }));

test('with nothing staged it is written of what is changed; with nothing changed nothing is asked', () =>
  withRepository({ answer: MESSAGE }, async (repository, folder, server) => {
    await write(repository);
    assert.equal(server.generations().length, 0);
    assert.equal(repository.inputBox.value, '');
    change(folder, 'UNSTAGED');
    await write(repository);
    assert.match(JSON.stringify(server.generations()[0]?.body), /UNSTAGED/);
    assert.equal(repository.inputBox.value, MESSAGE);
    repository.inputBox.value = '';
  }));

test("what the project's rules say of commits is told, and nothing else of them", () =>
  withRepository({ answer: MESSAGE }, async (repository, folder, server) => {
    const project = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(project);
    const rules = vscode.Uri.joinPath(project, '.tolmach.md');
    await vscode.workspace.fs.writeFile(
      rules,
      Buffer.from('# Сборка\nСобирай через make\n# Коммиты\nНачинай с номера задачи\n'),
    );
    try {
      change(folder, 'x');
      await write(repository);
      const prompt = JSON.stringify(server.generations()[0]?.body);
      assert.match(prompt, /\.tolmach\.md:\\n# Коммиты\\nНачинай с номера задачи/);
      assert.doesNotMatch(prompt, /через make/);
      repository.inputBox.value = '';
    } finally {
      await vscode.workspace.fs.delete(rules);
    }
  }));

test('stopped, the box holds again what the author wrote', () =>
  withRepository({ answer: { text: MESSAGE, delay: 200 } }, async (repository, folder) => {
    change(folder, 'x');
    repository.inputBox.value = 'моё';
    const writing = write(repository);
    await until('the first words', () => repository.inputBox.value.startsWith('Проверять'));
    await vscode.commands.executeCommand('tolmach.stopCommitMessage');
    await writing;
    assert.equal(repository.inputBox.value, 'моё');
    repository.inputBox.value = '';
  }));

test('what the author types meanwhile stays', () =>
  withRepository({ answer: { text: MESSAGE, delay: 200 } }, async (repository, folder) => {
    change(folder, 'x');
    const writing = write(repository);
    await until('the first words', () => repository.inputBox.value.startsWith('Проверять'));
    repository.inputBox.value = 'Сам напишу';
    await writing;
    assert.equal(repository.inputBox.value, 'Сам напишу');
    repository.inputBox.value = '';
  }));

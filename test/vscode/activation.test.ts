import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';

const EXTENSION = 'tolmach.tolmach';

test('it activates after start-up, by itself', async () => {
  const extension = vscode.extensions.getExtension(EXTENSION);
  assert.ok(extension, 'the extension is not there');
  const deadline = Date.now() + 10_000;
  while (!extension.isActive && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(extension.isActive);
});

test('every command of the manifest is registered', async () => {
  const { contributes } = vscode.extensions.getExtension(EXTENSION)?.packageJSON ?? {};
  const wanted: string[] = contributes.commands.map(({ command }: { command: string }) => command);
  const registered = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(
    wanted.filter((command) => !registered.has(command)),
    [],
  );
});

test('the texts of the manifest are Russian', () => {
  const { displayName } = vscode.extensions.getExtension(EXTENSION)?.packageJSON ?? {};
  assert.match(displayName, /^Толмач/);
});

test('a folder cannot redirect the models', async () => {
  const settings = vscode.workspace.getConfiguration('tolmach');
  await assert.rejects(
    async () => await settings.update('servers', [], vscode.ConfigurationTarget.Workspace),
    'a workspace can set tolmach.servers',
  );
  assert.deepEqual(settings.inspect('servers')?.workspaceValue, undefined);
});

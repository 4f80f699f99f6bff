import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { CodebaseIndex } from '../../src/codebase/client.ts';
import { CodebaseError } from '../../src/core/retrieval/codebase.ts';
import { WorkspaceCode } from '../../src/editor/codebase/workspaceCode.ts';
import type { CodeSettings } from '../../src/editor/settings.ts';
import { test } from '../support/hostTests.ts';
import { until } from './project.ts';

const never = new AbortController().signal;

interface Tried {
  readonly code: WorkspaceCode;
  readonly database: string;
  set(settings: Partial<CodeSettings>): void;
  /** Paths of what is found. */
  find(text: string): Promise<string[]>;
}

/** The project's code with an index of its own; `body` may change the settings. */
async function withCode(body: (tried: Tried) => Promise<void>): Promise<void> {
  const extension = vscode.extensions.getExtension('tolmach.tolmach');
  assert.ok(extension);
  const storage = await mkdtemp(path.join(tmpdir(), 'tolmach-code-'));
  let settings: CodeSettings = { index: true, exclude: [], auto: true };
  const code = new WorkspaceCode({
    open: async (code) =>
      new CodebaseIndex({
        workerPath: path.join(extension.extensionPath, 'dist/indexer.js'),
        settings: code,
        log: () => {},
      }),
    storage: vscode.Uri.file(storage),
    settings: () => settings,
    log: { line: () => {}, show: () => {}, dispose: () => {} },
  });
  try {
    await body({
      code,
      database: path.join(storage, 'codebase/index.sqlite'),
      set: (changed) => {
        settings = { ...settings, ...changed };
        code.follow();
      },
      find: async (text) =>
        (await code.find({ text, identifiers: [] }, 5, never)).map(({ place }) => place.path),
    });
  } finally {
    await code.dispose();
    await rm(storage, { recursive: true, force: true });
  }
}

async function write(name: string, text: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

test('codebase: a place in the folder is found, with its lines, and follows what is saved and deleted', () =>
  withCode(async ({ code, find }) => {
    await write(
      'склад/stock.ts',
      'export const a = 1;\n\nexport function reserveStock(order: string) {\n  return order;\n}\n',
    );
    const [found] = await code.find({ text: 'reserveStock', identifiers: [] }, 5, never);
    assert.equal(found?.kind, 'found');
    assert.equal(found.place.path, 'склад/stock.ts');
    assert.equal(found.language, 'typescript');
    assert.match(found.text, /function reserveStock/);
    assert.ok(found.place.firstLine !== undefined && found.place.firstLine <= 3);
    assert.equal(code.trouble, undefined);

    const uri = vscode.Uri.parse(found.place.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), 'export function releaseParcel() {}\n');
    await vscode.workspace.applyEdit(edit);
    assert.ok(await document.save());
    await until('the saved file in the index', async () => (await find('releaseParcel')).length > 0);
    await write('склад/later.ts', 'export function unpackCrate() {}\n');
    await until('the new file in the index', async () => (await find('unpackCrate')).length > 0);
    await vscode.workspace.fs.delete(uri);
    await until('the deleted file gone', async () => (await find('releaseParcel')).length === 0);
  }));

test('codebase: what is excluded is not found, from the moment that the setting says so', () =>
  withCode(async ({ set, find }) => {
    await write('старое/old.ts', 'export function ancientRitual() {}\n');
    assert.deepEqual(await find('ancientRitual'), ['старое/old.ts']);
    set({ exclude: ['старое/'] });
    await until('the excluded file gone', async () => (await find('ancientRitual')).length === 0);
  }));

test('codebase: turned off it has no index and says why; turned on again it has one', () =>
  withCode(async ({ code, set, find, database }) => {
    await write('on.ts', 'export function lampSwitch() {}\n');
    set({ index: false });
    assert.equal(code.trouble, 'turnedOff');
    await assert.rejects(find('lampSwitch'), CodebaseError);
    assert.equal(existsSync(database), false);
    set({ index: true });
    assert.deepEqual(await find('lampSwitch'), ['on.ts']);
  }));

test('codebase: a deleted index is gone from the disk, stays so, and is built anew when it is asked', () =>
  withCode(async ({ code, find, database }) => {
    await write('gone.ts', 'export function phoenixFeather() {}\n');
    assert.deepEqual(await find('phoenixFeather'), ['gone.ts']);
    assert.ok(existsSync(database));
    await code.remove();
    assert.equal(existsSync(database), false);
    assert.equal(code.trouble, 'turnedOff');
    code.start();
    assert.equal(code.state, undefined);
    assert.deepEqual(await find('phoenixFeather'), ['gone.ts']);
  }));

test('codebase: rebuilt it is whole again; paused it leaves new files alone until it goes on', () =>
  withCode(async ({ code, find }) => {
    await write('first.ts', 'export function firstSnow() {}\n');
    assert.deepEqual(await find('firstSnow'), ['first.ts']);
    await code.rebuild();
    await until('the index built anew', () => code.state?.activity === 'ready');
    assert.deepEqual(await find('firstSnow'), ['first.ts']);

    code.pause(true);
    await until('the pause', () => code.state?.activity === 'paused');
    await write('second.ts', 'export function secondRain() {}\n');
    assert.deepEqual(await find('secondRain'), []);
    code.pause(false);
    await until('the new file in the index', async () => (await find('secondRain')).length > 0);
  }));

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Uri as VscodeUri } from 'vscode';
import { Emitter } from '../../../../src/core/events.ts';
import { CodebaseError, type IndexState } from '../../../../src/core/retrieval/codebase.ts';
import type { CodeIndex, IndexedCode } from '../../../../src/core/retrieval/codeIndex.ts';
import { fakeVscode, Uri } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';

const granted = new Emitter<void>();
const foldersChanged = new Emitter<void>();
const onDisk = new Emitter<{ readonly scheme: string; readonly fsPath: string }>();
const silent = () => ({ dispose: () => {} });
const workspace = {
  isTrusted: true,
  workspaceFolders: [{ uri: new Uri('/projects/a') }] as { uri: Uri }[],
  asRelativePath: ({ path }: Uri) => path.slice('/projects/a/'.length),
  getWorkspaceFolder: () => ({}),
  onDidGrantWorkspaceTrust: granted.on,
  onDidChangeWorkspaceFolders: foldersChanged.on,
  onDidChangeTextDocument: silent,
  onDidSaveTextDocument: silent,
  createFileSystemWatcher: () => ({
    onDidCreate: silent,
    onDidChange: onDisk.on,
    onDidDelete: silent,
    dispose: () => {},
  }),
};
class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
  static from(...all: { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }
}
serveVscode({ ...fakeVscode(root), workspace, Disposable });
const { WorkspaceCode } = await import('../../../../src/editor/codebase/workspaceCode.ts');

const never = new AbortController().signal;
const question = { text: 'где скидка', identifiers: [] };

class FakeIndex implements CodeIndex {
  readonly states = new Emitter<IndexState>();
  readonly calls: string[] = [];
  state: IndexState = { activity: 'idle', files: 0, scanned: 0, unreadable: [] };
  readonly onDidChangeState = this.states.on;
  become(activity: IndexState['activity']): void {
    this.state = { ...this.state, activity };
    this.states.fire(this.state);
  }
  async search() {
    this.calls.push('search');
    const snippet = { folder: '/projects/a', path: 'src/cart.py', startLine: 3, endLine: 4, score: 1 };
    return [{ ...snippet, text: 'def total():\n    pass', definition: 'total' }];
  }
  start = () => void this.calls.push('start');
  changed = (paths: readonly string[]) => void this.calls.push(`changed ${paths.join(' ')}`);
  configure = ({ folders }: { folders: readonly string[] }) =>
    void this.calls.push(`configure ${folders.join(' ')}`);
  pause = () => void this.calls.push('pause');
  resume = () => void this.calls.push('resume');
  rescan = () => void this.calls.push('rescan');
  restart = () => void this.calls.push('restart');
  clear = async () => void this.calls.push('clear');
  dispose = async () => void this.calls.push('dispose');
}

function make({ storage }: { storage?: Uri | undefined } = { storage: new Uri('/storage') }) {
  const opened: IndexedCode[] = [];
  const index = new FakeIndex();
  const code = new WorkspaceCode({
    open: async (asked) => {
      opened.push(asked);
      return index;
    },
    // Only what the fake editor gives is used of it.
    storage: storage as unknown as VscodeUri | undefined,
    settings: () => ({ index: true, exclude: ['old/'], auto: true }),
    log: { line: () => {}, show: () => {}, dispose: () => {} },
  });
  return { code, index, opened };
}

beforeEach(() => {
  workspace.isTrusted = true;
  workspace.workspaceFolders = [{ uri: new Uri('/projects/a') }];
});

test('nothing is opened in a workspace that is not trusted, by whatever way; once it is trusted, it is read', async () => {
  workspace.isTrusted = false;
  const { code, index, opened } = make();
  code.start();
  code.follow();
  await assert.rejects(code.find(question, 5, never), CodebaseError);
  assert.deepEqual(opened, []);
  assert.equal(code.trouble, 'untrusted');

  workspace.isTrusted = true;
  granted.fire();
  await delay(0);
  assert.deepEqual(opened, [
    { database: '/storage/codebase/index.sqlite', folders: ['/projects/a'], exclude: ['old/'] },
  ]);
  assert.deepEqual(index.calls, ['start']);
  await code.dispose();
});

test('without a folder, or a place to store, there is no index', async () => {
  workspace.workspaceFolders = [];
  const { code, opened } = make();
  code.start();
  assert.equal(code.trouble, 'noFolder');
  workspace.workspaceFolders = [{ uri: new Uri('/projects/a') }];
  assert.equal(code.trouble, 'building');
  assert.deepEqual(opened, []);
  await code.dispose();
  const nowhere = make({});
  nowhere.code.start();
  assert.equal(nowhere.code.trouble, 'noFolder');
  assert.deepEqual(nowhere.opened, []);
  await nowhere.code.dispose();
});

test('more folders are followed, and when the last has gone the index is closed', async () => {
  const { code, index } = make();
  code.start();
  await delay(0);
  workspace.workspaceFolders = [{ uri: new Uri('/projects/a') }, { uri: new Uri('/projects/b') }];
  foldersChanged.fire();
  assert.deepEqual(index.calls, ['start', 'configure /projects/a /projects/b']);
  workspace.workspaceFolders = [];
  foldersChanged.fire();
  await delay(0);
  assert.equal(index.calls.at(-1), 'dispose');
  await code.dispose();
});

test('who asks while the index is being built waits for it, and an abort ends the waiting', async () => {
  const { code, index } = make();
  index.state = { ...index.state, activity: 'scanning' };
  const asked = code.find(question, 5, never);
  const abort = new AbortController();
  const aborted = code.find(question, 5, abort.signal);
  await delay(5);
  assert.ok(!index.calls.includes('search'));
  abort.abort(new Error('stopped'));
  await assert.rejects(aborted, /stopped/);
  index.become('ready');
  const [item] = await asked;
  assert.deepEqual(item, {
    id: 'file:///projects/a/src/cart.py#3-4',
    kind: 'found',
    place: { uri: 'file:///projects/a/src/cart.py', path: 'src/cart.py', firstLine: 3, lastLine: 4 },
    language: 'python',
    text: 'def total():\n    pass',
  });
  await code.dispose();
});

test('what changes on the disk is told together, each file once, and what is nobody’s code is not', async () => {
  const { code, index } = make();
  code.start();
  await delay(0);
  index.calls.length = 0;
  const change = (fsPath: string, scheme = 'file') => onDisk.fire({ scheme, fsPath });
  for (const file of [
    '/projects/a/x.ts',
    '/projects/a/x.ts',
    '/projects/a/y.ts',
    '/projects/a/node_modules/z/i.js',
  ])
    change(file);
  change('/projects/a/.git/index.lock');
  change('/elsewhere', 'vscode-vfs');
  assert.deepEqual(index.calls, []);
  await delay(300);
  assert.deepEqual(index.calls, ['changed /projects/a/x.ts /projects/a/y.ts']);

  change('/projects/a/.git/info/exclude');
  await delay(300);
  assert.equal(index.calls.at(-1), 'rescan');
  for (let file = 0; file < 6000; file++) change(`/projects/a/${file}.ts`);
  await delay(300);
  assert.deepEqual(index.calls.slice(1), ['rescan', 'rescan']);
  await code.dispose();
});

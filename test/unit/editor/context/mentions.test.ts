import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MentionRow } from '../../../../src/core/chat/protocol.ts';
import { anything, fakeVscode, Uri } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';

let addresses = 0;
class CountedUri extends Uri {
  static override joinPath(base: Uri, ...segments: string[]): Uri {
    addresses++;
    return Uri.joinPath(base, ...segments);
  }
}
const folder = { uri: new Uri('/p'), name: 'p', index: 0 };
const workspace = anything({
  workspaceFolders: [folder],
  textDocuments: [],
  getWorkspaceFolder: () => folder,
  asRelativePath: ({ path }: Uri) => path.slice('/p/'.length),
});
class TabInputText {
  readonly uri = new Uri('/p/area3/deep/module1003.ts');
}
const tab = { input: new TabInputText() };
serveVscode({
  ...fakeVscode(root),
  Uri: CountedUri,
  workspace,
  TabInputText,
  TabInputTextDiff: class {},
  TabInputNotebook: class {},
  window: anything({
    tabGroups: { all: [{ tabs: [tab], activeTab: tab }], activeTabGroup: { activeTab: tab } },
  }),
});
const { Mentions } = await import('../../../../src/editor/context/mentions.ts');

const FILES = Array.from({ length: 20_000 }, (_, index) => `area${index % 100}/deep/module${index}.ts`);

async function found(
  text: string,
  kind: 'file' | 'folder',
  paths: readonly string[] = FILES,
  taken: readonly string[] = [],
): Promise<readonly MentionRow[]> {
  const mentions = new Mentions({
    sources: { list: async () => paths, decode: async () => undefined },
    terminals: anything() as never,
    editor: () => undefined,
    attached: () => new Set(taken),
    codebase: undefined,
  });
  let rows: readonly MentionRow[] = [];
  for await (const answer of mentions.find({ text, kind }, new AbortController().signal)) rows = answer.rows;
  mentions.dispose();
  return rows;
}

test('of twenty thousand files and their folders only those that are shown get an address', async () => {
  addresses = 0;
  assert.equal((await found('module', 'file')).length, 50);
  assert.equal((await found('area', 'folder')).length, 50);
  assert.ok(addresses <= 100, `${addresses}`);
});

test('others have their turn while the files are read and compared', async (context) => {
  // A clock by which every look costs a millisecond.
  let now = 0;
  context.mock.method(performance, 'now', () => now++);
  let turns = 0;
  const others = setInterval(() => turns++, 1);
  try {
    await found('module', 'file', FILES.slice(0, 2000));
  } finally {
    clearInterval(others);
  }
  assert.ok(turns > 20, `${turns}`);
});

test('an open file is meant sooner; what is attached gives its place to the next', async () => {
  const [first] = await found('module100', 'file');
  assert.equal(first?.label, 'module1003.ts');
  const rest = await found('module100', 'file', FILES, [first?.id.slice('file:'.length) ?? '']);
  assert.equal(rest.length, 50);
  assert.ok(rest.every(({ label }) => label !== 'module1003.ts'));
});

test('folders that hold files are found each once, the workspace folder among them', async () => {
  const paths = ['src/a.ts', 'src/core/a.ts', 'src/core/b.ts', 'src/core/deep/c.ts', 'README.md'];
  const rows = await found('', 'folder', paths);
  assert.deepEqual(
    rows.map(({ label, hint }) => [label, hint]),
    [
      ['p', 'вся папка'],
      ['src', ''],
      ['core', 'src'],
      ['deep', 'src/core'],
    ],
  );
});

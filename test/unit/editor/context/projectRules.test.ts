import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceFiles } from '../../../../src/core/context/sourceFiles.ts';
import { fakeVscode, Uri } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';

const read: string[] = [];
const folder = { uri: new Uri('/p'), name: 'p', index: 0 };
const workspace = {
  isTrusted: false,
  workspaceFolders: [folder],
  textDocuments: [],
  getWorkspaceFolder: () => folder,
  asRelativePath: ({ path }: Uri) => path.slice('/p/'.length),
  fs: {
    stat: async ({ path }: Uri) => {
      read.push(path);
      return { type: 1, size: 4, mtime: 1 };
    },
    readFile: async () => new TextEncoder().encode('пиши коротко'),
  },
};
serveVscode({ ...fakeVscode(root), workspace });
const { ProjectRules } = await import('../../../../src/editor/context/projectRules.ts');

const sources: SourceFiles = {
  list: async () => [],
  decode: async (bytes) => new TextDecoder().decode(bytes),
};

test('in an untrusted workspace no rules are read; once it is trusted they are', async () => {
  const rules = new ProjectRules(sources, () => undefined);
  assert.deepEqual(await rules.for([]), []);
  assert.equal(read.length, 0);
  workspace.isTrusted = true;
  const found = await rules.for([]);
  assert.deepEqual(
    found.map(({ path, text }) => [path, text]),
    [['AGENTS.md', 'пиши коротко']],
  );
  assert.ok(read.includes('/p/.github/copilot-instructions.md') && read.includes('/p/.tolmach.md'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeVscode, Uri } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';

class TabInputText {
  readonly uri: Uri;
  constructor(file: string) {
    this.uri = new Uri(file);
  }
}

const tabs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ input: new TabInputText(`/p/${index}.py`) }));
const all = tabs(10_000);
const groups = { all: [{ tabs: all, activeTab: all[9_999] }], activeTabGroup: { activeTab: all[7_000] } };
const fake = fakeVscode(root);
serveVscode({
  ...fake,
  TabInputText,
  TabInputTextDiff: class {},
  TabInputNotebook: class {},
  window: { tabGroups: groups },
});
const { openTabs } = await import('../../../../src/editor/context/tabsItem.ts');

test('of ten thousand tabs those in front are taken first, and not all the others', () => {
  const found = openTabs().map(({ path }) => path);
  assert.equal(found.length, 500);
  assert.deepEqual(found.slice(0, 3), ['/p/7000.py', '/p/9999.py', '/p/0.py']);
});

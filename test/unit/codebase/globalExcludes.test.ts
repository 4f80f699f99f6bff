import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { globalExcludesFile } from '../../../src/codebase/globalExcludes.ts';
import { readGlobs } from '../../../src/codebase/globs.ts';
import { testFolder, writeFiles } from './folders.ts';

const CONFIGS: readonly (readonly [config: string, file: string])[] = [
  ['[core]\n\texcludesFile = ~/.gitignore_global\n', 'HOME/.gitignore_global'],
  ['[Core]\r\n  ExcludesFile=/etc/ignore ; mine\r\n', '/etc/ignore'],
  ['[core]\nexcludesfile = "C:\\\\my files\\\\ignore"\n', 'C:\\my files\\ignore'],
  ['[core] excludesFile = /one\n[core]\nexcludesFile = /two\n', '/two'],
  ['[alias]\n\texcludesFile = /no\n[core "sub"]\n\texcludesFile = /no\n', 'HOME/.config/git/ignore'],
  ['# excludesFile = /no\n[core]\n# excludesFile = /no\n', 'HOME/.config/git/ignore'],
  ['', 'HOME/.config/git/ignore'],
];
for (const [config, file] of CONFIGS) {
  test(`the file that git leaves out everywhere, by ${JSON.stringify(config)}`, async (context) => {
    const home = await testFolder(context);
    await writeFiles(home, { '.gitconfig': config });
    assert.equal(globalExcludesFile({ home, environment: {} }), file.replace('HOME', home));
  });
}

test('settings elsewhere are read where the environment says so', async (context) => {
  const home = await testFolder(context);
  const settings = path.join(home, 'settings');
  await writeFiles(home, { 'settings/git/config': '[core]\nexcludesFile = /xdg\n' });
  assert.equal(globalExcludesFile({ home, environment: { XDG_CONFIG_HOME: settings } }), '/xdg');
  await writeFiles(home, { other: '[core]\nexcludesFile = /other\n' });
  const environment = { GIT_CONFIG_GLOBAL: path.join(home, 'other'), XDG_CONFIG_HOME: settings };
  assert.equal(globalExcludesFile({ home, environment }), '/other');
  assert.equal(
    globalExcludesFile({ home, environment: { XDG_CONFIG_HOME: path.join(home, 'none') } }),
    path.join(home, 'none/git/ignore'),
  );
});

test('what the user leaves out everywhere is not walked, unless a nearer rule takes it back', async (context) => {
  const root = await testFolder(context);
  await writeFiles(root, {
    'git/config': `[core]\nexcludesFile = ${root}/git/mine\n`,
    'git/mine': '*.swp\nnotes/\n',
    'work/a.ts': 'text',
    'work/a.ts.swp': 'text',
    'work/notes/b.ts': 'text',
    'work/sub/.gitignore': '!keep.swp\n',
    'work/sub/keep.swp': 'text',
  });
  const before = process.env['GIT_CONFIG_GLOBAL'];
  process.env['GIT_CONFIG_GLOBAL'] = path.join(root, 'git/config');
  context.after(() => {
    if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
    else process.env['GIT_CONFIG_GLOBAL'] = before;
  });
  // The rules are read once for a process: no other test of this file may have walked.
  const { Walk } = await import('../../../src/codebase/walk.ts');
  const walked = Array.from(
    new Walk(path.join(root, 'work'), readGlobs([])).files(),
    ({ path: found }) => found,
  );
  assert.deepEqual(walked.sort(), ['a.ts', 'sub/.gitignore', 'sub/keep.swp']);
});

import assert from 'node:assert/strict';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readGlobs } from '../../../src/codebase/globs.ts';
import { Walk, wouldReach } from '../../../src/codebase/walk.ts';
import { isSecretFile } from '../../../src/core/context/secretFiles.ts';
import { testFolder, writeFiles } from './folders.ts';

const walk = (root: string, globs: readonly string[] = []): string[] =>
  Array.from(new Walk(root, readGlobs(globs)).files(), ({ path: found }) => found).sort();

const plain = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'text']));

test('.gitignore holds at every level, the nearer one first, negations too', async (context) => {
  const root = await testFolder(context);
  await writeFiles(root, {
    ...plain(
      'a.ts',
      'a.log',
      'keep.log',
      'sub/b.log',
      'sub/c.ts',
      'sub/deep/d.gen.ts',
      'sub/deep/e.ts',
      'only/f.ts',
    ),
    ...plain('sub/only/g.ts', 'out/h.ts', 'sub/.hidden.ts'),
    '.gitignore': '*.log\n!keep.log\n/only\nout/\n',
    'sub/.gitignore': '!b.log\n*.gen.ts\n',
    'sub/deep/.gitignore': '!d.gen.ts\n',
    '.git/info/exclude': 'a.ts\n',
  });
  const expected = ['.gitignore', 'keep.log', 'sub/.gitignore', 'sub/.hidden.ts', 'sub/b.log', 'sub/c.ts'];
  const deep = ['sub/deep/.gitignore', 'sub/deep/d.gen.ts', 'sub/deep/e.ts', 'sub/only/g.ts'];
  assert.deepEqual(walk(root), [...expected, ...deep].sort());
});

test('what is built is left out where no .gitignore speaks and sources stand beside it', async (context) => {
  const root = await testFolder(context);
  await writeFiles(
    root,
    plain('src/a.ts', 'dist/a.js', 'node_modules/x/i.js', 'inner/dist/b.js', '__pycache__/c.py'),
  );
  assert.deepEqual(walk(root), ['inner/dist/b.js', 'src/a.ts']);
  await writeFiles(root, { '.gitignore': '# nothing\n' });
  assert.deepEqual(walk(root), ['.gitignore', 'dist/a.js', 'inner/dist/b.js', 'src/a.ts']);
});

test("the setting's globs", async (context) => {
  const root = await testFolder(context);
  await writeFiles(
    root,
    plain('a.ts', 'a.min.css', 'docs/old/b.md', 'docs/c.md', 'x/gen/d.ts', 'e.snap1', 'e.snap2'),
  );
  assert.deepEqual(walk(root, ['**/gen', '*.min.css', 'docs/old/', '**/*.{snap1,snap2}', '', '{{']), [
    'a.ts',
    'docs/c.md',
  ]);
});

test('secret files are never reached, templates of them are', async (context) => {
  const root = await testFolder(context);
  await writeFiles(root, {
    ...plain(
      '.env',
      '.env.local',
      '.env.example',
      'prod.env',
      'server.pem',
      'server.key',
      '.ssh/config',
      '.npmrc',
    ),
    ...plain(
      'credentials.json',
      'id_rsa',
      'id_ed25519.pub',
      '.aws/config',
      'terraform.tfstate',
      'src/key.ts',
    ),
    ...plain('kubeconfig', 'secrets.yml', 'src/credentials.ts', 'src/environment.ts'),
  });
  assert.deepEqual(walk(root), ['.env.example', 'src/credentials.ts', 'src/environment.ts', 'src/key.ts']);
});

test('names of secret files', () => {
  const secret = [
    '.ENV',
    'Server.PEM',
    'a/b/.netrc',
    'service-account-prod.json',
    'vault.kdbx',
    'passwords.txt',
  ];
  const harmless = [
    'env.ts',
    'keyboard.ts',
    'secretService.ts',
    'password.py',
    'tokens.ts',
    'README.md',
    'key.go',
  ];
  assert.deepEqual(
    secret.filter((name) => !isSecretFile(name)),
    [],
  );
  assert.deepEqual(harmless.filter(isSecretFile), []);
});

test('symbolic links are followed once; circles, dangling ones and links to secrets are not', async (context) => {
  const folder = await testFolder(context);
  const root = path.join(folder, 'root');
  await writeFiles(
    folder,
    plain('root/a/b.ts', 'elsewhere/c.ts', 'elsewhere/d.ts', 'keys/id_rsa', 'keys/.ssh/config'),
  );
  await symlink(path.join(root, 'a'), path.join(root, 'a/circle'));
  await symlink(root, path.join(root, 'a/up'));
  await symlink(path.join(folder, 'elsewhere'), path.join(root, 'linked'));
  await symlink(path.join(folder, 'elsewhere'), path.join(root, 'linkedAgain'));
  await symlink(path.join(folder, 'nowhere'), path.join(root, 'dangling.ts'));
  await symlink(path.join(root, 'a/b.ts'), path.join(root, 'same.ts'));
  await symlink(path.join(folder, 'keys/id_rsa'), path.join(root, 'notes.txt'));
  await symlink(path.join(folder, 'keys/.ssh/config'), path.join(root, 'config.txt'));
  await symlink(path.join(folder, 'keys/.ssh'), path.join(root, 'settings'));
  await symlink(path.join(root, 'self.ts'), path.join(root, 'self.ts'));
  assert.deepEqual(walk(root), ['a/b.ts', 'linked/c.ts', 'linked/d.ts']);
});

test('a folder that may not be read is noted, the rest comes', async (context) => {
  const root = await testFolder(context);
  await writeFiles(root, plain('a.ts', 'closed/b.ts'));
  const missing = path.join(root, 'gone');
  const gone = new Walk(missing, readGlobs([]));
  assert.deepEqual([...gone.files()], []);
  assert.deepEqual(gone.unreadable, [missing]);
  // Root reads everything, permissions or not.
  if (process.getuid?.() === 0) return;
  await chmod(path.join(root, 'closed'), 0);
  context.after(() => chmod(path.join(root, 'closed'), 0o700));
  const closed = new Walk(root, readGlobs([]));
  assert.deepEqual(
    Array.from(closed.files(), ({ path: found }) => found),
    ['a.ts'],
  );
  assert.deepEqual(closed.unreadable, [path.join(root, 'closed')]);
});

test('names with quotes, line ends, blanks and other alphabets', async (context) => {
  const root = await testFolder(context);
  const names = [
    'with "quotes".ts',
    "it's.ts",
    'two\nlines.ts',
    ' blank .ts',
    'Заказ.bsl',
    '#hash.ts',
    '!not.ts',
    '[x].ts',
  ];
  await writeFiles(root, plain(...names));
  assert.deepEqual(walk(root), names.toSorted());
});

test('a folder deeper than any project ends the walk, not the program', async (context) => {
  const root = await testFolder(context);
  await mkdir(path.join(root, 'd/'.repeat(300)), { recursive: true });
  await writeFiles(root, plain('a.ts'));
  assert.deepEqual(walk(root), ['a.ts']);
});

test('a single file is judged as the walk would', async (context) => {
  const root = await testFolder(context);
  await writeFiles(root, {
    ...plain('a.ts', 'sub/b.log', 'sub/c.ts', 'node_modules/x.js', '.env'),
    '.gitignore': '*.log',
  });
  const judged = ['a.ts', 'sub/b.log', 'sub/c.ts', 'node_modules/x.js', '.env', '../outside.ts', ''];
  const reached = judged.filter((name) => wouldReach(root, path.join(root, name), readGlobs([])));
  assert.deepEqual(reached, ['a.ts', 'sub/c.ts']);
  assert.equal(wouldReach(root, path.join(root, 'sub/c.ts'), readGlobs(['sub'])), false);
});

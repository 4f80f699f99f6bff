import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../support/commands.ts';
import { unpackVerified } from '../../support/enginePackages.ts';
import { asTarget, lockedPackage, NATIVES, thisTarget } from '../../support/targets.ts';

let home: string;
let tarball: string;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'tolmach-package-'));
  tarball = path.join(home, 'native.tgz');
  await mkdir(path.join(home, 'package/bins'), { recursive: true });
  await writeFile(path.join(home, 'package/bins/library.so'), 'code');
  await run('tar', ['-czf', tarball, '-C', home, 'package']);
});

after(() => rm(home, { recursive: true, force: true }));

test('a package with the digest of the lockfile is unpacked', async () => {
  const digest = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  const folder = await mkdtemp(path.join(home, 'good-'));
  const files = await unpackVerified(tarball, `sha512-${digest}`, folder);
  assert.equal(await readFile(path.join(files, 'bins/library.so'), 'utf8'), 'code');
});

test('a package with another digest is refused before it is unpacked', async () => {
  const digest = createHash('sha512').update('another').digest('base64');
  const folder = await mkdtemp(path.join(home, 'bad-'));
  await assert.rejects(unpackVerified(tarball, `sha512-${digest}`, folder), /native\.tgz.*digest/);
  assert.deepEqual(await readdir(folder), []);
});

test('the lockfile names each native package, in the version of the engine', () => {
  const { version } = lockedPackage('node-llama-cpp');
  for (const name of Object.values(NATIVES).flat()) {
    const locked = lockedPackage(`@node-llama-cpp/${name}`);
    assert.equal(locked.version, version, name);
    assert.match(locked.integrity, /^sha512-/);
  }
});

test('an unknown target is refused with those that there are', () => {
  assert.equal(asTarget('darwin-arm64'), 'darwin-arm64');
  assert.equal(asTarget(thisTarget()), thisTarget());
  assert.throws(() => asTarget('linux'), /no target linux.*win32-x64.*universal/);
});

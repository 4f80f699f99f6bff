import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { FileLock, isHeld } from '../../../../src/models/local/fileLock.ts';
import { TransferPace } from '../../../../src/models/local/transferPace.ts';

async function lockPath(context: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-замок '));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return path.join(folder, 'модель.gguf.lock');
}

const DEAD = JSON.stringify({ pid: 2 ** 30, host: hostname(), token: 'a' });

test('of many that find a stale lock one alone has it', async (context) => {
  const lock = await lockPath(context);
  for (let round = 0; round < 20; round++) {
    await writeFile(lock, DEAD);
    const taken = await Promise.all(Array.from({ length: 8 }, () => FileLock.take(lock, () => {})));
    const owners = taken.filter((one) => one !== undefined);
    assert.ok(owners.length <= 1, `${owners.length} owners`);
    assert.equal(await isHeld(lock), owners.length === 1);
    for (const owner of owners) await owner.release();
    await rm(lock, { force: true });
  }
  assert.deepEqual(await readdir(path.dirname(lock)), []);
});

test('whoever lost the lock to another one is told, and leaves that one its lock', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const lock = await lockPath(context);
  let tell = (): void => {};
  const lost = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const taken = await FileLock.take(lock, tell);
  const other = JSON.stringify({ ...JSON.parse(await readFile(lock, 'utf8')), token: 'other' });
  await writeFile(lock, other);
  context.mock.timers.tick(10_000);
  await lost;
  await taken?.release();
  assert.equal(await readFile(lock, 'utf8'), other);
});

test('the pace is that of the last seconds', () => {
  const pace = new TransferPace();
  assert.equal(pace.bytesPerSecond(0), undefined);
  for (let second = 0; second <= 10; second++) pace.note(second * 1000, second * 100);
  assert.equal(pace.bytesPerSecond(10_000), 100);
  assert.equal(pace.isSilent(10_500, 1000), false);
  assert.equal(pace.isSilent(12_000, 1000), true);
  assert.ok((pace.bytesPerSecond(14_000) ?? 100) < 60, 'it falls when nothing comes');
  pace.reset();
  assert.equal(pace.bytesPerSecond(14_000), undefined);
});

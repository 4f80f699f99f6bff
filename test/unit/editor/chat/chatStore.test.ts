import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { DamagedChatError, serialiseChat } from '../../../../src/core/chat/storedChat.ts';
import { FakeFileSystemError } from '../../../support/fakeFiles.ts';
import { asked, files, newFolder, onDisk, openStore, questions, withQuestion } from './chatRooms.ts';

const DAY = 24 * 60 * 60 * 1000;

afterEach(() => {
  files.before = () => {};
});

test('a chat that was last changed long ago and is deleted now can be brought back for a day', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  await store.save(asked('a', 'старый'));
  files.now += 2 * DAY;
  assert.equal(await store.delete('a'), true);
  await store.purge(files.now + DAY - 1);
  assert.equal(await store.restore('a'), 'a');
  assert.deepEqual(onDisk(folder), { 'a.json': ['старый'] });
  await store.delete('a');
  await store.purge(files.now + DAY + 1);
  assert.deepEqual(files.names(folder), []);
  assert.equal(await store.restore('a'), undefined);
});

test('chats that an earlier version deleted end by their last change', async () => {
  const folder = newFolder();
  files.put(`${folder}/a.deleted`, serialiseChat(asked('a', 'старый')));
  await openStore(folder).purge(files.now + DAY - 1);
  assert.deepEqual(files.names(folder), ['a.deleted']);
  await openStore(folder).purge(files.now + DAY + 1);
  assert.deepEqual(files.names(folder), []);
});

test('bringing a chat back overwrites nothing that another window stored meanwhile', async () => {
  const folder = newFolder();
  const [one, other] = [openStore(folder), openStore(folder)];
  await one.save(asked('x', 'первый'));
  const seen = await other.load('x');
  assert.ok(seen);
  await one.delete('x');
  await other.save(withQuestion(seen, 'из другого окна'));
  const id = await one.restore('x');
  assert.ok(id !== undefined && id !== 'x');
  assert.deepEqual(questions(await one.load('x')), ['первый', 'из другого окна']);
  const restored = await one.load(id);
  assert.deepEqual([restored?.id, questions(restored)], [id, ['первый']]);
  assert.deepEqual(
    (await one.list()).map((summary) => summary.id).sort(),
    ['x', id].sort(),
    'the list names both by their files',
  );
});

test('a chat that was deleted twice under one id comes back as it was each time', async () => {
  const folder = newFolder();
  const [one, other] = [openStore(folder), openStore(folder)];
  const seen = await other.save(asked('x', 'первый'));
  await one.delete('x');
  await other.save(withQuestion(seen, 'второй'));
  await one.delete('x');
  assert.equal(await one.restore('x'), 'x');
  assert.deepEqual(questions(await one.load('x')), ['первый', 'второй']);
  const before = await one.restore('x');
  assert.ok(before !== undefined && before !== 'x');
  assert.deepEqual(questions(await one.load(before)), ['первый']);
});

test('two windows that save at the same moment both keep what they have', async () => {
  const folder = newFolder();
  const [one, other] = [openStore(folder), openStore(folder)];
  await one.save(asked('x', 'общий'));
  const [mine, theirs] = [await one.load('x'), await other.load('x')];
  assert.ok(mine && theirs);
  const stored = await Promise.all([
    one.save(withQuestion(mine, 'из первого')),
    other.save(withQuestion(theirs, 'из второго')),
  ]);
  const kept = Object.values(onDisk(folder)).sort();
  assert.deepEqual(kept, [
    ['общий', 'из второго'],
    ['общий', 'из первого'],
  ]);
  assert.notEqual(stored[0].id, stored[1].id);
  for (const chat of stored) assert.deepEqual(onDisk(folder)[`${chat.id}.json`], questions(chat));
});

test('a window whose file was replaced after its last look notices at its next save', async () => {
  const folder = newFolder();
  const [one, other] = [openStore(folder), openStore(folder)];
  await one.save(asked('x', 'общий'));
  const [mine, theirs] = [await one.load('x'), await other.load('x')];
  assert.ok(mine && theirs);
  // The other window has looked at the file, and is held up before it replaces it.
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reached = (): void => {};
  const looked = new Promise<void>((resolve) => {
    reached = resolve;
  });
  files.before = (operation, path) => {
    if (operation !== 'rename' || path !== `${folder}/x.json`) return;
    files.before = () => {};
    reached();
    return held;
  };
  const late = other.save(withQuestion(theirs, 'из второго'));
  await looked;
  const first = await one.save(withQuestion(mine, 'из первого'));
  assert.equal(first.id, 'x');
  release();
  assert.equal((await late).id, 'x');
  const next = await one.save(withQuestion(first, 'ещё из первого'));
  assert.notEqual(next.id, 'x');
  assert.deepEqual(onDisk(folder), {
    'x.json': ['общий', 'из второго'],
    [`${next.id}.json`]: ['общий', 'из первого', 'ещё из первого'],
  });
});

test('a chat that one window reads again is not taken for the one that it holds', async () => {
  const folder = newFolder();
  const [one, other] = [openStore(folder), openStore(folder)];
  const held = await one.save(asked('x', 'общий'));
  await other.save(withQuestion(held, 'из второго'));
  await one.load('x');
  const stored = await one.save(withQuestion(held, 'из первого'));
  assert.notEqual(stored.id, 'x');
  assert.deepEqual(onDisk(folder)['x.json'], ['общий', 'из второго']);
});

test('a chat of a later version is neither read nor overwritten', async () => {
  const folder = newFolder();
  const later = JSON.stringify({ version: 2, revision: 7 });
  files.put(`${folder}/x.json`, later);
  const stored = await openStore(folder).save({ ...asked('x', 'мой'), revision: 7 });
  assert.notEqual(stored.id, 'x');
  assert.equal(files.text(`${folder}/x.json`), later);
});

test('one chat that may not be read costs the list no other, and is back when it may', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  for (const id of ['a', 'b', 'c']) await store.save(asked(id, 'вопрос'));
  files.before = (operation, path) => {
    if (operation === 'readFile' && path.endsWith('/b.json'))
      throw new FakeFileSystemError('NoPermissions', path);
  };
  const list = async () => (await openStore(folder).list()).map(({ id }) => id);
  assert.deepEqual(await list(), ['a', 'c']);
  files.before = () => {};
  assert.deepEqual(await list(), ['a', 'b', 'c']);
});

test('a damaged chat is set aside with a word, again when it is asked for, and never over another', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  const aside: string[] = [];
  store.onDidSetAside((name) => aside.push(name));
  await store.save(asked('a', 'целый'));
  files.put(`${folder}/b.json`, '{"version":1,');
  files.put(`${folder}/b.damaged`, 'давний');
  assert.deepEqual(
    (await store.list()).map(({ id }) => id),
    ['a'],
  );
  assert.equal(aside.length, 1);
  assert.equal(files.text(`${folder}/${aside[0]}`), '{"version":1,');
  assert.equal(files.text(`${folder}/b.damaged`), 'давний');
  await assert.rejects(store.load('b'), DamagedChatError);
  assert.deepEqual(aside, [aside[0], aside[0]]);
  assert.equal(await store.load('нет такого'), undefined);
});

test('a chat whose file a crash took away before the new one was in its place comes back', async () => {
  const folder = newFolder();
  const store = openStore(folder);
  const whole = serialiseChat(asked('x', 'вопрос'));
  files.put(`${folder}/x.1.part`, whole);
  files.put(`${folder}/cut.1.part`, whole.slice(0, 40));
  await store.save(asked('there', 'новее'));
  files.put(`${folder}/there.1.part`, serialiseChat(asked('there', 'старее')));
  await store.save(asked('gone', 'вопрос'));
  files.put(`${folder}/gone.1.part`, serialiseChat(asked('gone', 'вопрос')));
  await store.delete('gone');
  await store.purge(files.now + 1000);
  assert.ok(files.names(folder).includes('x.1.part'), 'another window may be writing it now');
  await store.purge(files.now + 61_000);
  assert.deepEqual(onDisk(folder), { 'there.json': ['новее'], 'x.json': ['вопрос'] });
  await store.purge(files.now + DAY + 1);
  assert.deepEqual(files.names(folder), ['there.json', 'x.json']);
});

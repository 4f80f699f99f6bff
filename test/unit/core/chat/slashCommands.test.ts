import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchingCommands } from '../../../../media/chat/slashAt.ts';
import { slashed, slashRows } from '../../../../src/core/chat/slashCommands.ts';
import { slashHints } from '../../../../src/editor/chat/texts.ts';

test('a command is read with what is wished besides', () => {
  assert.deepEqual(slashed('/рефакторинг вынеси\nпроверку'), {
    command: 'refactor',
    wish: 'вынеси\nпроверку',
  });
  assert.deepEqual(slashed('  /Fix '), { command: 'fix', wish: '' });
  assert.deepEqual(slashed('/errors'), { command: 'findErrors', wish: '' });
});

test('keys of the other layout mean the same', () => {
  // «/объяснить» in the Latin layout, «/fix» and «/commit» in the Russian one, where the slash is a full stop.
  assert.equal(slashed('/j,]zcybnm')?.command, 'explain');
  assert.equal(slashed('.ашч да')?.command, 'fix');
  assert.equal(slashed('.сщььше')?.command, 'commit');
});

test('what is no command is a question', () => {
  for (const text of ['/нечто', 'исправить', '.fix', '/ исправить', 'см. /fix', '/где брони', '']) {
    assert.equal(slashed(text), undefined, text);
  }
});

test('the list follows what is typed, in either layout and by other names, and ends with the whole word', () => {
  const rows = slashRows(slashHints);
  const names = (text: string): string[] => matchingCommands(text, rows).map(({ name }) => name);
  assert.equal(names('/').length, rows.length);
  assert.deepEqual(names('/ис'), ['исправить']);
  assert.deepEqual(names('/bc'), ['исправить']);
  assert.deepEqual(names('/refa'), ['рефакторинг']);
  assert.deepEqual(names('.куаф'), ['рефакторинг']);
  assert.deepEqual(names('/fix'), []);
  assert.deepEqual(names('.'), []);
  assert.deepEqual(names('/исправить код'), []);
  assert.deepEqual(names('что /'), []);
});

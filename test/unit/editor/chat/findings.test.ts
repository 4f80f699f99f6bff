import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findErrors } from '../../../../src/core/edit/tasks/findErrors.ts';
import { turn } from '../../core/chat/chats.ts';
import './chatRooms.ts';

const { turnView } = await import('../../../../src/editor/chat/turnView.ts');

test('errors are listed under an answer that was asked for them, and under no other', () => {
  const answer = 'Строка 4: деление на ноль';
  const { findings } = turnView(turn('1', `${findErrors.request} Уточнение: только деление.`, answer)).answer;
  assert.deepEqual(findings, [{ line: 4, text: 'деление на ноль' }]);
  assert.equal(turnView(turn('1', 'Что в строке 4?', answer)).answer.findings, undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnderWay, titleOf } from '../../../../src/core/chat/chat.ts';

for (const [question, title] of [
  ['Что такое замыкание?', 'Что такое замыкание?'],
  ['  Много\n\n пробелов\tи строк  ', 'Много пробелов и строк'],
  ['', ''],
  ['а'.repeat(60), 'а'.repeat(60)],
  ['а'.repeat(61), `${'а'.repeat(59)}…`],
  [
    'Объясни, пожалуйста, почему эта функция возвращает не то значение',
    'Объясни, пожалуйста, почему эта функция возвращает не то…',
  ],
  [
    'Перепиши эту функцию так, чтобы она работала быстрее — покажи',
    'Перепиши эту функцию так, чтобы она работала быстрее…',
  ],
  [`Слово ${'ж'.repeat(90)}`, `Слово ${'ж'.repeat(53)}…`],
  ['🎉'.repeat(70), `${'🎉'.repeat(59)}…`],
] as const) {
  test(`title of ${JSON.stringify(question.slice(0, 30))}`, () => {
    assert.equal(titleOf(question), title);
    assert.ok([...title].length <= 60);
  });
}

test('what is under way', () => {
  for (const status of ['waiting', 'loading', 'thinking', 'writing'] as const)
    assert.ok(isUnderWay({ status }));
  for (const status of ['done', 'stopped', 'failed'] as const) assert.ok(!isUnderWay({ status }));
});

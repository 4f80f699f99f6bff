import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitMessage } from '../../../../src/core/commit/commitMessage.ts';

const PLAIN = 'Добавить проверку срока заказа';
const WITH_BODY = `${PLAIN}\n\nПросроченные заказы больше не попадают в отчёт.`;

const cases: readonly (readonly [name: string, answer: string, message: string])[] = [
  ['as it is', PLAIN, PLAIN],
  ['with a body', WITH_BODY, WITH_BODY],
  ['in a fence', `\`\`\`\n${WITH_BODY}\n\`\`\``, WITH_BODY],
  ['in a fence with a language', `\`\`\`text\n${PLAIN}\n\`\`\`\n`, PLAIN],
  ['in a fence that is not closed', `\`\`\`\n${WITH_BODY}`, WITH_BODY],
  ['after words', `Вот сообщение коммита:\n\n\`\`\`\n${PLAIN}\n\`\`\``, PLAIN],
  ['after words without a fence', `Конечно! Вот сообщение коммита:\n\n${PLAIN}`, PLAIN],
  ['after English words', `Here is the commit message:\n\n${PLAIN}`, PLAIN],
  ['with a label', `Сообщение коммита: ${PLAIN}`, PLAIN],
  ['with a bold label', `**Сообщение коммита:** ${PLAIN}`, PLAIN],
  ['in quotes', `«${PLAIN}»`, PLAIN],
  ['in bold', `**${PLAIN}**`, PLAIN],
  [
    'quotes that are a part of it',
    '«Принять» и «Отклонить» стали кнопками',
    '«Принять» и «Отклонить» стали кнопками',
  ],
  ['with a full stop', `${PLAIN}.`, PLAIN],
  ['an ellipsis stays', 'Дописать разбор…', 'Дописать разбор…'],
  ['a heading', `# ${PLAIN}`, PLAIN],
  ['a body without an empty line', `${PLAIN}\n- раз\n- два`, `${PLAIN}\n\n- раз\n- два`],
  ['too many empty lines', `${PLAIN}\n\n\n\nТело`, `${PLAIN}\n\nТело`],
  ['Windows line ends', `${PLAIN}\r\n\r\nТело\r\n`, `${PLAIN}\n\nТело`],
  ['Conventional Commits', 'feat(orders): проверять срок', 'feat(orders): проверять срок'],
  ['a type alone', 'fix: не терять заказ', 'fix: не терять заказ'],
  ['code in the body', `${PLAIN}\n\n\`\`\`\nx\n\`\`\``, `${PLAIN}\n\n\`\`\`\nx\n\`\`\``],
  ['nothing', '  \n', ''],
  ['only a fence so far', '```\n', ''],
];

for (const [name, answer, message] of cases) {
  test(`a message ${name}`, () => assert.equal(commitMessage(answer), message));
}

test('of an answer that grows, what is shown only grows, once its first line is there', () => {
  const answer = `Вот сообщение коммита:\n\n\`\`\`\n${WITH_BODY}\n\`\`\``;
  const body = answer.indexOf('Просроченные');
  for (let length = body; length <= answer.length; length++) {
    const shown = commitMessage(answer.slice(0, length));
    assert.ok(WITH_BODY.startsWith(shown), shown);
  }
});

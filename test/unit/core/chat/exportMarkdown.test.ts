import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatToMarkdown } from '../../../../src/core/chat/exportMarkdown.ts';
import { answer, chat, item, turn } from './chats.ts';

test('questions, what was attached, and answers', () => {
  const asked = { text: 'Что тут?', items: [item('a', 'x = 1')] };
  const model = { ref: 'local/м', name: 'T-Lite 1.0' };
  const text = chatToMarkdown(
    chat({
      title: 'Разбор',
      turns: [
        turn('1', '', '', { question: asked, answer: answer('Присваивание.\n', { model }) }),
        turn('2', 'Ещё?', 'Нет.'),
      ],
    }),
  );
  assert.equal(
    text,
    `# Разбор

## Вопрос

Что тут?

**src/a.ts**

\`\`\`typescript
x = 1
\`\`\`

## Ответ · T-Lite 1.0

Присваивание.

## Вопрос

Ещё?

## Ответ

Нет.
`,
  );
});

test('a chat without a name or turns', () => assert.equal(chatToMarkdown(chat()), '# Чат\n\n'));

test('a title of several lines stays a title', () => {
  assert.match(chatToMarkdown(chat({ title: 'a\n# b' })), /^# a # b\n/);
});

test('an answer that is not whole says so', () => {
  for (const more of [{ status: 'stopped' }, { status: 'failed' }, { status: 'done', cut: true }] as const) {
    const text = chatToMarkdown(chat({ turns: [turn('1', 'q', '', { answer: answer('Нач', more) })] }));
    assert.match(text, /Нач\n\n_Ответ неполон\._\n$/);
  }
});

for (const [name, text, end] of [
  ['a block that was cut off', 'Вот:\n```ts\nconst x', '\n```'],
  ['a longer one with a shorter inside', '````md\n```\nx', '\n````'],
  ['tildes, with backticks inside', '~~~\n```\nx', '\n~~~'],
  ['a block in a list', '- так:\n  ```js\n  f()', '\n```'],
  ['a closed block', '```ts\nx\n```\nвсё', ''],
  ['a closing fence that is longer', '```\nx\n`````', ''],
  ['a line that only looks like one', '```x``` и дальше', ''],
] as const) {
  test(`what follows is not swallowed: ${name}`, () => {
    const exported = chatToMarkdown(chat({ turns: [turn('1', text, text)] }));
    assert.equal(exported.split(`${text}${end}\n`).length, 3, exported);
  });
}

test('an attached file cannot close its block', () => {
  const items = [item('a', 'a\n```\n# Взлом')];
  const exported = chatToMarkdown(chat({ turns: [turn('1', '', '', { question: { text: '?', items } })] }));
  assert.ok(exported.includes('````typescript\na\n```\n# Взлом\n````\n'));
});

test('the wish to search has no place in the file, nor has found code that no model was shown', () => {
  const wish = { ...item('codebase', ''), kind: 'codebase' } as const;
  const found = { ...item('found', 'total = 0'), kind: 'found' } as const;
  const asked = { text: 'Где сумма?', items: [wish, found] };
  const file = (sent: { readonly sent?: string }): string =>
    chatToMarkdown(chat({ turns: [turn('1', '', '', { question: { ...asked, ...sent } })] }));
  assert.doesNotMatch(file({}), /total = 0/);
  assert.match(file({ sent: 'Где сумма?' }), /total = 0/);
  assert.equal(file({ sent: 'Где сумма?' }).match(/\*\*/g)?.length, 2);
});

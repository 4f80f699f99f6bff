import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promptText, requestsText } from '../../../src/editor/requests/requestText.ts';

test('each message stands under who speaks, to the letter', () => {
  const text = promptText({
    kind: 'chat',
    messages: [
      { role: 'system', text: 'Ты Толмач.' },
      { role: 'user', text: 'a\n\tb  ' },
      { role: 'assistant', text: 'Нача' },
    ],
    continueLast: true,
  });
  assert.match(
    text,
    /^── Инструкция ─+\nТы Толмач\.\n\n── Пользователь ─+\na\n\tb {2}\n\n── Модель: модель продолжает эту реплику ─+\nНача$/,
  );
});

test('a raw prompt shows the tokens of the model’s template', () => {
  const text = promptText({ kind: 'raw', segments: [{ special: '<|fim_prefix|>' }, { text: 'x = ' }] });
  assert.match(text, /\n<\|fim_prefix\|>x = $/);
});

test('requests name the model, the place and the purpose; none is said to be none', () => {
  const place = { kind: 'server', name: 'отдел', host: 'llm.corp', loopback: false } as const;
  const prompt = { kind: 'chat', messages: [{ role: 'user', text: 'Что?' }] } as const;
  const text = requestsText([{ at: 0, model: 'T-Pro', place, purpose: 'edit', prompt, maxTokens: 64 }]);
  assert.match(text, / · правка · T-Pro · llm\.corp · на\u00a0ответ до\u00a064\u00a0токенов\n/);
  assert.match(requestsText([]), /ещё не\u00a0обращались/);
});

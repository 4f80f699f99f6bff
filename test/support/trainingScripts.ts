import type { Script } from './gguf/scriptRules.ts';

const GREETING = `Привет! Я учебная модель: мои ответы заданы заранее, от вопроса они почти не зависят. \
Через меня проверяют, что панель, движок и токенизатор работают на этой машине.

Вот пример кода на TypeScript:

\`\`\`ts
export function sum(a: number, b: number): number {
  return a + b;
}
\`\`\`

Функция \`sum\` складывает два числа. Чтобы получать настоящие ответы:

1. скачайте **T-Lite** — она работает на этом компьютере;
2. или подключите **сервер** с T-Pro.`;

/** What the training model of `npm start` answers. */
export const TRAINING_SCRIPTS: readonly Script[] = [
  { kind: 'chat', answer: GREETING },
  { kind: 'chat', after: ' без остановки', answer: ' тик-так', loop: true },
  { kind: 'prefill', after: 'return ', answer: 'items.filter((item) => item.price > 0);' },
  { kind: 'prefill', after: 'const ', answer: "title = 'Толмач';" },
];

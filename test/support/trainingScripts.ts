import { explain } from '../../src/core/edit/tasks/explain.ts';
import type { Script } from './gguf/scriptRules.ts';

const GREETING = `Привет! Я учебная модель: мои ответы заданы заранее и от вопроса почти не зависят. \
Зато панель, движок и токенизатор — настоящие и работают на этой машине.

Вот как выглядит код в ответе:

\`\`\`ts
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
\`\`\`

Функция \`sum\` складывает числа. Чтобы получать настоящие ответы:

1. скачайте **T-Lite** — она работает на этом компьютере;
2. или подключите **сервер** с T-Pro.`;

const LIST_AND_SET = `*Ответ учебной модели, он задан заранее.*

| | Список | Множество |
| --- | --- | --- |
| Порядок | хранит | не хранит |
| Повторы | бывают | не бывают |
| Поиск значения | просматривает всё | сразу |

\`\`\`python
numbers = [3, 1, 3]
unique = set(numbers)
assert 1 in unique
\`\`\`

Для проверки «есть ли такое значение» берите множество.`;

const EXPLANATION = `*Это заготовленное объяснение функции \`order_total\` из \`orders.py\`: я учебная модель.*

Функция считает сумму заказа в три шага:

1. **Позиции.** От десяти штук одного товара цена снижается на 10 %.
2. **Участник клуба.** Скидка 3 %, а при сумме больше 10 000 — 7 %.
3. **Купон.** «ЛЕТО» вычитает 500, но сумма не станет меньше нуля.

Итог округляется до копеек.`;

const REFACTORING = `\`\`\`python
def order_total(lines: list[Line], is_member: bool, coupon: str | None = None) -> float:
    # Учебная модель: этот ответ задан заранее.
    total = sum(line_total(line) for line in lines)
    if is_member:
        total *= 0.93 if total > 10_000 else 0.97
    if coupon == "ЛЕТО":
        total -= 500
    return round(max(total, 0), 2)


def line_total(line: Line) -> float:
    discount = 0.9 if line.count >= 10 else 1
    return line.price * line.count * discount
\`\`\``;

/** What the training model of `npm start` answers. */
export const TRAINING_SCRIPTS: readonly Script[] = [
  { kind: 'chat', answer: GREETING },
  { kind: 'chat', after: ' отличается от списка?', answer: LIST_AND_SET },
  { kind: 'chat', after: explain.request, answer: EXPLANATION },
  // The last line of every request for an edit.
  { kind: 'chat', after: ' его целиком в одном блоке кода.', answer: REFACTORING },
  { kind: 'chat', after: ' без остановки', answer: ' тик-так', loop: true },
  { kind: 'prefill', after: 'return ', answer: 'items.filter((item) => item.price > 0);' },
  { kind: 'prefill', after: ':\n    return ', answer: 'round(total, 2)' },
  { kind: 'prefill', after: 'const ', answer: "title = 'Самовар';" },
  { kind: 'prefill', after: 'let ', answer: 'total = 0;' },
  { kind: 'prefill', after: 'if (', answer: 'items.length === 0) return;' },
  {
    kind: 'prefill',
    after: 'function ',
    answer: 'cheapest(): Item | undefined {\n  return items.toSorted((a, b) => a.price - b.price)[0];\n}',
  },
  {
    kind: 'prefill',
    after: 'def ',
    answer: 'item_count(lines: list[Line]) -> int:\n    return sum(line.count for line in lines)',
  },
  { kind: 'prefill', after: 'for ', answer: 'line in lines:\n        print(line.title)' },
  { kind: 'prefill', after: 'import ', answer: 'json' },
];

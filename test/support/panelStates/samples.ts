/** What the panel's states are made of. */
import type { Page } from 'playwright-core';
import type {
  AnswerView,
  ChatSummary,
  ChipView,
  ContextReport,
  ModelRow,
  ModelsView,
  ReportRow,
  Screen,
  ToPanel,
  TurnView,
} from '../../../src/core/chat/protocol.ts';

/** A state of the panel: the messages that bring it about, and what the reader then does. */
export interface PanelStateCase {
  readonly name: string;
  readonly messages: readonly ToPanel[];
  readonly height?: number;
  readonly act?: (page: Page) => Promise<void>;
}

export const PRO: ModelRow = {
  ref: 'отдел/T-pro-it-2.1',
  name: 'T-Pro 2.1',
  where: 'сервер отдела',
  note: 'Код уходит на llm.corp.local',
  facts: 'Окно 8 192 · Apache 2.0 · MERA 0,66',
  state: 'ready',
};
export const LITE: ModelRow = {
  ref: 'local/T-lite-it-2.1-Q4_K_M.gguf',
  name: 'T-Lite 2.1',
  where: 'этот компьютер',
  note: 'Код остаётся на компьютере',
  facts: 'Окно 8 192 · Apache 2.0 · MERA 0,55',
  state: 'idle',
};
export const TRAINING: ModelRow = {
  ...LITE,
  ref: 'local/training.gguf',
  name: 'Учебная модель',
  facts: '',
  state: 'ready',
  training: true,
};

export const models = (...rows: ModelRow[]): ToPanel => {
  const chosen = rows[0]?.ref;
  const view: ModelsView = { rows, none: rows.length === 0, ...(chosen && { chosen }) };
  return { type: 'models', models: view };
};

const row = (
  kind: ReportRow['kind'],
  label: string,
  tokens: number,
  cut: Partial<ReportRow> = {},
): ReportRow => ({
  id: `${kind}:${label}`,
  kind,
  label,
  fate: 'whole',
  tokens,
  wholeTokens: tokens,
  ...cut,
});

export const SELECTION: ChipView = {
  id: 'attached:orders.py:41–63',
  kind: 'selection',
  label: 'orders.py:41–63',
  title: 'src/orders.py:41–63',
};
export const STOCK: ChipView = {
  id: 'attached:stock.py',
  kind: 'file',
  label: 'stock.py',
  title: 'src/stock.py',
};
const CONFTEST: ChipView = {
  id: 'attached:conftest.py',
  kind: 'file',
  label: 'conftest.py',
  title: 'tests/conftest.py',
};

export const FULL_REPORT: ContextReport = {
  window: 8192,
  reserve: 2048,
  used: 5982,
  exact: true,
  rows: [
    row('system', '', 270),
    row('rules', '', 148),
    row('history', '', 2480, { fate: 'shortened', wholeTokens: 3915, reason: 'summary', turns: 6 }),
    row('question', '', 58),
    row('attached', 'orders.py:41–63', 412, { pinned: true }),
    row('attached', 'stock.py', 1986, { fate: 'shortened', wholeTokens: 2874, reason: 'outline' }),
    row('attached', 'conftest.py', 0, { fate: 'left out', wholeTokens: 1310, reason: 'size' }),
    row('found', '0007_reservations.sql:1–14', 172),
    row('found', 'test_orders.py:120–151', 344),
    row('found', 'order.py:9–52', 0, { fate: 'left out', wholeTokens: 518, reason: 'rank' }),
  ],
};
/** The question alone is too long. */
export const TOO_LONG_REPORT: ContextReport = {
  ...FULL_REPORT,
  used: 6144,
  rows: [
    row('system', '', 270),
    row('rules', '', 148),
    row('history', 'Почему reserve_items списывает дважды?', 610, { pinned: true, turn: 't0' }),
    row('history', '', 0, { fate: 'left out', wholeTokens: 3305, reason: 'history' }),
    row('question', '', 5116, { fate: 'shortened', wholeTokens: 12_480, reason: 'size' }),
    row('attached', 'stock.py', 0, { fate: 'left out', wholeTokens: 2874, reason: 'size' }),
  ],
};
export const SECRETS_REPORT: ContextReport = {
  ...FULL_REPORT,
  secrets: {
    count: 3,
    rows: [
      { kind: 'connection', label: 'orders.py:44' },
      { kind: 'token', label: 'stock.py:7' },
      { kind: 'password', label: '' },
    ],
  },
};
export const SMALL_REPORT: ContextReport = {
  ...FULL_REPORT,
  used: 434,
  exact: false,
  rows: [row('system', '', 286), row('rules', '', 148)],
};

const ANSWER_TEXT = `## Причина

Очередь доставляет сообщение «хотя бы один раз», а \`reserve_items\` не проверяет, есть ли уже бронь по этому заказу. При повторе:

1. остаток уменьшается второй раз — \`stock.decrease\` вызывается без условия;
2. создаётся вторая бронь: на \`order_id\` нет ограничения уникальности.

## Исправление

Сначала занять номер заказа, потом списывать. Вставка с \`ON CONFLICT DO NOTHING\` отсекает повтор, даже если сообщение получили два обработчика сразу.

\`\`\`python
async def reserve_items(order_id: UUID, items: list[Item]) -> Reservation:
    async with db.transaction() as tx:
        created = await tx.reservations.insert_once(order_id)
        if not created:  # повторная доставка
            return await tx.reservations.get(order_id, "SKU-7", 42, True)
\`\`\`

## Что ещё понадобится

- Миграция: \`UNIQUE (order_id)\` в \`reservations\`.
- Тест на повторную доставку, см. [документацию](https://docs.example.com/queue).

| Способ | Плюсы | Минусы |
|---|---|---|
| Ключ | просто | миграция |
| Блокировка | без миграции | медленнее |
`;

const answer = (change: Partial<AnswerView> = {}): AnswerView => ({
  text: ANSWER_TEXT,
  reasoning: '',
  status: 'done',
  model: 'T-Pro 2.1',
  startedAt: Date.now() - 14_000,
  elapsed: 14_000,
  tokensPerSecond: 38,
  ...change,
});

export const turn = (
  id: string,
  change: Partial<AnswerView> = {},
  chips: readonly ChipView[] = [],
): TurnView => ({
  id,
  question: {
    text: 'Почему `reserve_items` иногда списывает остаток дважды? Похоже на повторную доставку сообщения.',
    chips,
  },
  answer: answer(change),
});

export const SENT_CHIPS: readonly ChipView[] = [
  { ...SELECTION, fate: 'whole' },
  { ...STOCK, fate: 'shortened' },
  { ...CONFTEST, fate: 'left out' },
];

const found = (label: string, title: string, fate: ChipView['fate'] = 'whole'): ChipView => ({
  id: `found:${label}`,
  kind: 'found',
  label,
  title,
  ...(fate && { fate }),
});
/** With what the index found; the numbers of `CITED_TEXT` are theirs. */
export const CITED_CHIPS: readonly ChipView[] = [
  ...SENT_CHIPS,
  found('0007_reservations.sql:1–14', 'migrations/0007_reservations.sql:1–14'),
  found('test_orders.py:120–151', 'tests/test_orders.py:120–151'),
  found('order.py:9–52', 'src/models/order.py:9–52', 'left out'),
];
export const CITED_TEXT = `Остаток уменьшается второй раз: \`stock.decrease\` вызывается без условия [1, 2]. На \`order_id\` нет ограничения уникальности [4].

- Тест \`tests/test_orders.py:120-151\` проверяет только первую доставку [5].
- Выдуманный источник [9] и индекс items[1] остаются текстом.
`;
export const PLACES_TEXT = `1. \`migrations/0007_reservations.sql:1–14\`  
   \`CREATE TABLE reservations (order_id uuid NOT NULL, sku text NOT NULL)\`
2. \`tests/test_orders.py:120–151\`  
   \`async def test_reserve_once(db):\`
3. \`src/models/order.py:9–52\`  
   \`class Order(Base):\`
`;

export const chat = (...turns: TurnView[]): ToPanel => ({
  type: 'chat',
  chat: { id: 'c1', title: 'Двойное списание', turns },
});
export const composer = (chips: readonly ChipView[], suggestion?: ChipView): ToPanel => ({
  type: 'composer',
  chips,
  ...(suggestion && { suggestion }),
});
export const gauge = (report: ContextReport, frees = 0): ToPanel => ({ type: 'gauge', report, frees });
export const screen = (name: Screen): ToPanel => ({ type: 'screen', screen: name });

const HOUR = 3_600_000;
export const CHATS: readonly ChatSummary[] = [
  ['c1', 'Двойное списание остатков при повторной доставке', 0, 6, 'T-Pro 2.1'],
  ['c2', 'Тесты для reserve_items на повторную доставку', 0.1, 2, 'T-Lite 2.1'],
  ['c3', 'Миграция 0007: уникальность order_id', 24, 3, 'T-Pro 2.1'],
  ['c4', 'Разобрать трассировку из терминала', 24, 4, 'T-Pro 2.1'],
  ['c5', 'Настроить Alembic для двух схем', 300, 12, 'T-Pro 2.1'],
  ['c6', 'Почему pytest не видит фикстуру', 400, 5, 'T-Lite 2.1'],
].map(([id, title, hours, turns, model]) => ({
  id: String(id),
  title: String(title),
  changed: Date.now() - Number(hours) * HOUR,
  turns: Number(turns),
  model: String(model),
}));

export const EMPTY: ToPanel = {
  type: 'empty',
  title: 'Чем помочь с orders.py?',
  rows: [
    { id: 'explainFile', label: 'Объяснить orders.py' },
    { id: 'fixProblems', label: 'Исправить 2 проблемы' },
  ],
  recent: CHATS.slice(2, 4),
};

import type { Page } from 'playwright-core';
import type {
  AnswerView,
  ChatSummary,
  ChipView,
  ContextReport,
  ModelRow,
  ModelsView,
  ReportRow,
  ToPanel,
  TurnView,
} from '../../src/core/chat/protocol.ts';
import { chatTexts } from '../../src/editor/chat/texts.ts';

/** A state of the panel: the messages that bring it about, and what the reader then does. */
export interface PanelStateCase {
  readonly name: string;
  readonly messages: readonly ToPanel[];
  readonly height?: number;
  readonly act?: (page: Page) => Promise<void>;
}

const PRO: ModelRow = {
  ref: 'отдел/T-pro-it-2.1',
  name: 'T-Pro 2.1',
  where: 'сервер отдела',
  note: 'Код уходит на llm.corp.local',
  facts: 'Окно 8 192 · Apache 2.0 · MERA 0,66',
  state: 'ready',
};
const LITE: ModelRow = {
  ref: 'local/T-lite-it-2.1-Q4_K_M.gguf',
  name: 'T-Lite 2.1',
  where: 'этот компьютер',
  note: 'Код остаётся на компьютере',
  facts: 'Окно 8 192 · Apache 2.0 · MERA 0,55',
  state: 'idle',
};
const TRAINING: ModelRow = {
  ...LITE,
  ref: 'local/training.gguf',
  name: 'Учебная модель',
  facts: '',
  state: 'ready',
  training: true,
};

const models = (...rows: ModelRow[]): ToPanel => {
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

const SELECTION: ChipView = {
  id: 'attached:orders.py:41–63',
  kind: 'selection',
  label: 'orders.py:41–63',
  title: 'src/orders.py:41–63',
};
const STOCK: ChipView = { id: 'attached:stock.py', kind: 'file', label: 'stock.py', title: 'src/stock.py' };
const CONFTEST: ChipView = {
  id: 'attached:conftest.py',
  kind: 'file',
  label: 'conftest.py',
  title: 'tests/conftest.py',
};

const FULL_REPORT: ContextReport = {
  window: 8192,
  reserve: 2048,
  used: 5982,
  exact: true,
  rows: [
    row('system', '', 270),
    row('rules', '', 148),
    row('history', '', 2480, { fate: 'shortened', wholeTokens: 3915, reason: 'history' }),
    row('question', '', 58),
    row('attached', 'orders.py:41–63', 412),
    row('attached', 'stock.py', 1986, { fate: 'shortened', wholeTokens: 2874, reason: 'outline' }),
    row('attached', 'conftest.py', 0, { fate: 'left out', wholeTokens: 1310, reason: 'size' }),
    row('found', '0007_reservations.sql:1–14', 172),
    row('found', 'test_orders.py:120–151', 344),
    row('found', 'order.py:9–52', 0, { fate: 'left out', wholeTokens: 518, reason: 'rank' }),
  ],
};
const SMALL_REPORT: ContextReport = {
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

const turn = (id: string, change: Partial<AnswerView> = {}, chips: readonly ChipView[] = []): TurnView => ({
  id,
  question: {
    text: 'Почему `reserve_items` иногда списывает остаток дважды? Похоже на повторную доставку сообщения.',
    chips,
  },
  answer: answer(change),
});

const SENT_CHIPS: readonly ChipView[] = [
  { ...SELECTION, fate: 'whole' },
  { ...STOCK, fate: 'shortened' },
  { ...CONFTEST, fate: 'left out' },
];

const chat = (...turns: TurnView[]): ToPanel => ({
  type: 'chat',
  chat: { id: 'c1', title: 'Двойное списание', turns },
});
const composer = (chips: readonly ChipView[], suggestion?: ChipView): ToPanel => ({
  type: 'composer',
  chips,
  ...(suggestion && { suggestion }),
});
const gauge = (report: ContextReport): ToPanel => ({ type: 'gauge', report });
const screen = (name: 'history' | 'setup' | 'server'): ToPanel => ({ type: 'screen', screen: name });

const HOUR = 3_600_000;
const CHATS: readonly ChatSummary[] = [
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

const EMPTY: ToPanel = {
  type: 'empty',
  title: 'Чем помочь с orders.py?',
  rows: [
    { id: 'explainFile', label: 'Объяснить orders.py' },
    { id: 'fixProblems', label: 'Исправить 2 проблемы' },
  ],
  recent: CHATS.slice(2, 4),
};

const SERVER: Extract<ToPanel, { type: 'server' }> = {
  type: 'server',
  url: 'https://llm.corp.local/v1',
  hasKey: true,
  running: false,
  usable: true,
  lines: [
    { id: 'address', verdict: 'ok', text: 'Сервер отвечает: 48 мс' },
    { id: 'key', verdict: 'ok', text: 'Ключ принят' },
    { id: 'models', verdict: 'ok', text: 'Модель найдена: T-Pro 2.1' },
    { id: 'window', verdict: 'ok', text: 'Окно контекста: 8 192 токена' },
    {
      id: 'raw',
      verdict: 'warning',
      text: 'Дополнение через чат: сырых запросов нет',
      cure: 'Дополнения будут медленнее. В vLLM включите /v1/completions.',
    },
  ],
};

/** Every state that the panel knows, with the texts that it would have in life. */
export function panelStates(): PanelStateCase[] {
  return [...chatStates(), ...listStates(), ...troubleStates(), ...screenStates()];
}

function chatStates(): PanelStateCase[] {
  const whole = turn('t1', { report: FULL_REPORT }, SENT_CHIPS);
  const conversation = [models(PRO, LITE), chat(whole), composer([SELECTION, STOCK]), gauge(FULL_REPORT)];
  const code = `Добавлю два теста.\n\n\`\`\`python\n@pytest.mark.asyncio\nasync def test_redelivery(db):\n    assert `;
  return [
    {
      name: 'empty',
      messages: [models(PRO, LITE), EMPTY, composer([], STOCK), gauge(SMALL_REPORT)],
      height: 620,
    },
    { name: 'no-model', messages: [models(), EMPTY], height: 480 },
    { name: 'training', messages: [models(TRAINING), EMPTY, gauge(SMALL_REPORT)], height: 560 },
    {
      name: 'conversation',
      messages: conversation,
      height: 1300,
      act: async (page) => {
        await page.locator('.sources > summary').click();
        await page.locator('.question').hover();
      },
    },
    {
      name: 'thinking',
      messages: [
        ...running({
          status: 'thinking',
          text: '',
          reasoning:
            'Нужны два случая: та же доставка второй раз и две доставки одновременно.\n\nВ `conftest.py` фикстура `db` откатывает',
        }),
      ],
      height: 480,
      act: (page) => page.locator('.thinking > summary').click(),
    },
    {
      name: 'streaming',
      messages: running({ status: 'writing', text: code, reasoning: 'Нужны два случая.', thought: 9000 }),
      height: 560,
    },
    { name: 'waiting', messages: running({ status: 'waiting', text: '' }), height: 400 },
    { name: 'loading', messages: running({ status: 'loading', text: '' }), height: 400 },
    {
      name: 'stopped',
      messages: [
        models(PRO),
        chat(turn('t1', { status: 'stopped', text: 'Очередь доставляет сообщение' })),
        gauge(SMALL_REPORT),
      ],
      height: 400,
    },
    {
      name: 'cut',
      messages: [
        models(PRO),
        chat(turn('t1', { cut: true, text: 'Очередь доставляет сообщение «хотя бы один раз», а' })),
        gauge(SMALL_REPORT),
      ],
      height: 400,
    },
    {
      name: 'edit-question',
      messages: conversation,
      height: 520,
      act: async (page) => {
        await page.locator('.composer textarea').press('ArrowUp');
      },
    },
  ];
}

function running(change: Partial<AnswerView>): ToPanel[] {
  const started = { elapsed: 0, startedAt: Date.now() - 21_000 };
  return [
    models({ ...PRO, state: 'answering' }, LITE),
    chat(turn('t1', { ...started, ...change }, [SELECTION])),
    composer([]),
    gauge(SMALL_REPORT),
    { type: 'busy', busy: true },
  ];
}

function listStates(): PanelStateCase[] {
  const base = [
    models(PRO, LITE, { ...LITE, ref: 'отдел/q', name: 'Qwen 3', state: 'unreachable' }),
    chat(turn('t1', { text: 'Снимает брони старше 30 минут.' })),
    composer([SELECTION, { ...STOCK, fate: 'shortened' }]),
    gauge(FULL_REPORT),
  ];
  return [
    {
      name: 'models',
      messages: base,
      height: 560,
      act: async (page) => {
        await page.locator('.composer textarea').press('Alt+m');
      },
    },
    {
      name: 'context',
      messages: base,
      height: 900,
      act: async (page) => {
        await page.locator('.gauge').click();
      },
    },
  ];
}

function troubleStates(): PanelStateCase[] {
  const failed = turn('t1', {
    status: 'failed',
    text: '',
    error: {
      severity: 'error',
      title: 'Сервер T-Pro не отвечает',
      body: 'llm.corp.local не ответил за 10 с. Вопрос сохранён, его можно отправить ещё раз.',
      steps: [
        { step: 'checkConnection', label: 'Проверить соединение' },
        { step: 'chooseModel', label: 'Выбрать другую модель' },
      ],
      details: 'Код: ETIMEDOUT, попыток: 3',
    },
  });
  const rejected = turn('t2', {
    status: 'failed',
    text: 'Начало ответа, которое успело прийти.',
    error: {
      severity: 'error',
      title: 'Сервер не принял ключ доступа',
      body: 'Возможно, его срок истёк или ключ заменили. Новый выдаёт администратор сервера.',
      steps: [
        { step: 'enterKey', label: 'Ввести другой ключ' },
        { step: 'copyAdminRequest', label: 'Скопировать запрос' },
      ],
    },
  });
  const notice: ToPanel = {
    type: 'notice',
    card: {
      severity: 'warning',
      title: 'Один чат повреждён и отложен',
      body: 'Файл лежит рядом с остальными; другие чаты целы.',
      steps: [{ step: 'openLog', label: 'Открыть журнал' }],
    },
  };
  return [
    {
      name: 'errors',
      messages: [
        models({ ...PRO, state: 'unreachable' }),
        chat(failed, rejected),
        notice,
        gauge(SMALL_REPORT),
      ],
      height: 980,
      act: (page) => page.locator('.card__details > summary').click(),
    },
  ];
}

function screenStates(): PanelStateCase[] {
  const history: ToPanel = { type: 'history', chats: CHATS, query: '' };
  const rejected = SERVER.lines
    .slice(0, 1)
    .concat(
      { id: 'key', verdict: 'failed', text: 'Ключ не принят', cure: 'Возможно, он скопирован не целиком.' },
      { id: 'models', verdict: 'skipped', text: 'Найти модель' },
      { id: 'window', verdict: 'running', text: 'Узнать окно контекста' },
    );
  return [
    { name: 'setup', messages: [models(), screen('setup')], height: 660 },
    { name: 'server', messages: [SERVER, screen('server')], height: 560 },
    {
      name: 'server-key',
      messages: [{ ...SERVER, lines: rejected, usable: false }, screen('server')],
      height: 560,
    },
    {
      name: 'history',
      messages: [
        chat(turn('t1')),
        history,
        screen('history'),
        { type: 'deleted', id: 'x', title: 'Проверка SQL-запроса' },
      ],
      height: 560,
      act: async (page) => {
        await page.locator('.chat__open').nth(2).press('F2');
        await page.locator('.chat').nth(1).hover();
      },
    },
    {
      name: 'history-search',
      messages: [{ type: 'history', chats: CHATS.slice(0, 2), query: 'повторн' }, screen('history')],
      height: 400,
    },
    {
      name: 'history-notice',
      messages: [
        history,
        screen('history'),
        {
          type: 'notice',
          card: {
            severity: 'info',
            title: chatTexts.becameCopy.title,
            body: chatTexts.becameCopy.body('Почему остаток уходит в минус при повторной отмене заказа?'),
            steps: [],
          },
        },
      ],
      height: 480,
    },
    {
      name: 'history-none',
      messages: [{ type: 'history', chats: [], query: 'зайцы' }, screen('history')],
      height: 300,
    },
  ];
}

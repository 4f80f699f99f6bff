import type { AnswerView, ToPanel, TurnView } from '../../../src/core/chat/protocol.ts';
import {
  CITED_CHIPS,
  CITED_TEXT,
  chat,
  composer,
  EMPTY,
  FULL_REPORT,
  gauge,
  LITE,
  models,
  type PanelStateCase,
  PLACES_TEXT,
  PRO,
  SECRETS_REPORT,
  SELECTION,
  SENT_CHIPS,
  SMALL_REPORT,
  STOCK,
  TOO_LONG_REPORT,
  TRAINING,
  turn,
} from './samples.ts';

export function chatStates(): PanelStateCase[] {
  const whole = turn('t1', { report: FULL_REPORT }, SENT_CHIPS);
  const conversation = [
    models(PRO, LITE),
    chat(whole),
    composer([SELECTION, STOCK]),
    gauge(FULL_REPORT, 1024),
  ];
  const asked = turn('t1', { text: PLACES_TEXT, model: '', elapsed: 180 }, CITED_CHIPS.slice(3));
  const { tokensPerSecond, ...written } = asked.answer;
  const places: TurnView = {
    ...asked,
    question: {
      text: '/где хранятся брони',
      chips: asked.question.chips.map(({ fate, ...chip }) => chip),
    },
    answer: {
      ...written,
      search: { names: [], trouble: 'building' },
    },
  };
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
    {
      name: 'cited',
      messages: [
        models(PRO, LITE),
        chat(
          turn(
            't1',
            { text: CITED_TEXT, report: FULL_REPORT, search: { names: ['reserve_items', 'insert_once'] } },
            CITED_CHIPS,
          ),
        ),
        composer([]),
        gauge(FULL_REPORT),
      ],
      height: 780,
      act: (page) => page.locator('.sources > summary').click(),
    },
    {
      name: 'findings',
      messages: [
        models(PRO, LITE),
        chat(
          turn(
            't1',
            {
              text: 'Строка 41: счётчик не растёт.\n\nСтрока 58: деление на ноль.',
              findings: [
                { line: 41, text: 'счётчик не растёт, и цикл не кончается: прибавьте единицу в конце тела' },
                { line: 58, text: 'деление на ноль' },
              ],
            },
            [SELECTION],
          ),
        ),
        composer([]),
      ],
      height: 560,
    },
    {
      name: 'places',
      messages: [models(), chat(places), composer([])],
      height: 560,
    },
    { name: 'searching', messages: running({ status: 'searching', text: '' }), height: 400 },
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

export function listStates(): PanelStateCase[] {
  const base = [
    models(PRO, LITE, { ...LITE, ref: 'отдел/q', name: 'Qwen 3', state: 'unreachable' }),
    chat(
      { ...turn('t0', { text: 'Да.' }), pinned: true },
      turn('t1', { text: 'Снимает брони старше 30 минут.' }),
    ),
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
      name: 'commands',
      messages: base,
      height: 700,
      act: async (page) => {
        await page.locator('.composer textarea').pressSequentially('/');
      },
    },
    {
      name: 'secrets',
      messages: [
        models(PRO, LITE),
        chat(turn('t1', { text: 'Снимает брони старше 30 минут.', report: SECRETS_REPORT })),
        composer([SELECTION]),
        gauge(SECRETS_REPORT),
      ],
      height: 900,
      act: async (page) => {
        await page.locator('.secrets > summary').click();
      },
    },
    {
      name: 'secrets-next',
      messages: [
        models(PRO, LITE),
        chat(turn('t1', { text: 'Да.' })),
        composer([SELECTION]),
        gauge(SECRETS_REPORT),
      ],
      height: 900,
      act: async (page) => {
        await page.locator('.gauge').click();
        await page.locator('.secrets__note').scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'too-long',
      messages: [...base, gauge(TOO_LONG_REPORT), { type: 'tooLong', report: TOO_LONG_REPORT }],
      height: 620,
      act: async (page) => {
        await page.locator('.composer textarea').fill('Вот журнал. '.repeat(40));
      },
    },
    {
      name: 'summary',
      messages: [
        models(PRO, LITE),
        chat(turn('t0', { text: 'Снимает брони старше 30 минут.' }), turn('t1', { text: 'Да, может.' })),
        {
          type: 'summary',
          summary: {
            text: 'Пользователь ищет, почему `reserve_items` списывает остаток дважды.',
            until: 't0',
          },
        },
        { type: 'condensing', running: true },
        gauge(FULL_REPORT),
      ],
      height: 1100,
      act: async (page) => {
        await page.locator('.summary-line > summary').click();
        await page.locator('.gauge').click();
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

import type { ToPanel } from '../../../src/core/chat/protocol.ts';
import { chatTexts } from '../../../src/editor/chat/texts.ts';
import {
  CHATS,
  chat,
  gauge,
  models,
  type PanelStateCase,
  PRO,
  SMALL_REPORT,
  screen,
  turn,
} from './samples.ts';

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

export function troubleStates(): PanelStateCase[] {
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

export function screenStates(): PanelStateCase[] {
  const history: ToPanel = { type: 'history', chats: CHATS, query: '' };
  const rejected = SERVER.lines
    .slice(0, 1)
    .concat(
      { id: 'key', verdict: 'failed', text: 'Ключ не принят', cure: 'Возможно, он скопирован не целиком.' },
      { id: 'models', verdict: 'skipped', text: 'Найти модель' },
      { id: 'window', verdict: 'running', text: 'Узнать окно контекста' },
    );
  return [
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

/**
 * What the panel costs: streaming a long answer into a long chat, opening a long chat, a megabyte in one delta.
 * Measured in a real browser on the built panel. Tasks over 50 ms are those that the browser itself reports.
 */
import type { CDPSession } from 'playwright-core';
import type { ToPanel, TurnView } from '../../src/core/chat/protocol.ts';
import { type PanelPage, startPanelHost } from '../support/panelPage.ts';

const TOKENS = 4_000;
const TOKENS_PER_SECOND = 200;
const CHARACTERS_PER_TOKEN = 4;

const PARAGRAPH =
  'Очередь доставляет сообщение «хотя бы один раз», а `reserve_items` не проверяет, есть ли уже **бронь** по этому заказу, см. [описание](https://docs.example.com/queue).';
const CODE_LINES =
  '    created = await tx.reservations.insert_once(order_id)\n    if not created:  # повторная доставка\n        return await tx.reservations.get(order_id, "SKU-7", 42)\n';
const CODE = `\`\`\`python\nasync def reserve_items(order_id: UUID):\n${CODE_LINES}\`\`\``;
const LIST = Array.from(
  { length: 6 },
  (_, index) => `${index + 1}. шаг с \`name_${index}\` и пояснением`,
).join('\n');
const SECTION = `## Причина\n\n${PARAGRAPH}\n\n${LIST}\n\n${CODE}\n\n| а | б |\n|---|---|\n| один | два |\n\n`;

const length = TOKENS * CHARACTERS_PER_TOKEN;
const ANSWERS = {
  mixed: SECTION.repeat(Math.ceil(length / SECTION.length)).slice(0, length),
  code: `\`\`\`python\n${CODE_LINES.repeat(Math.ceil(length / CODE_LINES.length))}`.slice(0, length),
  list: Array.from({ length: length / 40 }, (_, index) => `- пункт ${index} с \`name_${index}\` и пояснением`)
    .join('\n')
    .slice(0, length),
};

const turn = (id: number, text: string, running = false): TurnView => ({
  id: `t${id}`,
  question: { text: `Вопрос ${id}: почему \`reserve_items\` списывает дважды?`, chips: [] },
  answer: {
    text,
    reasoning: '',
    status: running ? 'writing' : 'done',
    model: 'T-Pro',
    startedAt: Date.now(),
    elapsed: running ? 0 : 14_000,
  },
});

const chatOf = (messages: number): ToPanel => ({
  type: 'chat',
  chat: {
    id: `c${messages}`,
    title: '',
    turns: Array.from({ length: messages / 2 }, (_, index) => turn(index, SECTION)),
  },
});

const WATCH = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTasks.push(entry.duration);
  }).observe({ type: 'longtask' });`;
const REST = 'new Promise((done) => requestIdleCallback(done))';

interface Metrics {
  readonly longTasks: number;
  readonly longestTaskMs: number;
}

/** Long tasks since the last call. A task under 50 ms is not reported by the browser and counts as 0. */
async function longTasks({ page }: PanelPage): Promise<Metrics> {
  await page.waitForTimeout(100);
  const tasks: number[] = await page.evaluate('longTasks.splice(0)');
  return { longTasks: tasks.length, longestTaskMs: Math.round(Math.max(0, ...tasks)) };
}

/** Seconds of script, style and layout since the page was made: the panel's own work, without the painting. */
async function workSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const parts = metrics.filter(({ name }) => /^(Script|Layout|RecalcStyle)Duration$/.test(name));
  return parts.reduce((sum, { value }) => sum + value, 0);
}

/** Waits until the whole chat is drawn and coloured and the page has nothing to do. */
async function settle({ page }: PanelPage, turns: number): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    const look = () => document.querySelectorAll('.turn').length >= ${turns} ? done() : setTimeout(look, 20);
    look();
  })`);
  await page.waitForTimeout(1_500);
  await page.evaluate(REST);
}

async function stream(panel: PanelPage, text: string): Promise<Record<string, unknown>> {
  await panel.send(chatOf(200));
  await settle(panel, 100);
  await panel.send({ type: 'turn', turn: turn(100, '', true) }, { type: 'busy', busy: true });
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('Performance.enable');
  await longTasks(panel);
  const quarters: number[] = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    const part = text.slice((quarter * text.length) / 4, ((quarter + 1) * text.length) / 4);
    const before = await workSeconds(session);
    await panel.page.evaluate(streaming(part));
    quarters.push(((await workSeconds(session)) - before) / (TOKENS / 4));
  }
  const [first = 0, , , last = 0] = quarters.map((seconds) => Math.round(seconds * 1e6));
  await panel.send({ type: 'turn', turn: turn(100, text) }, { type: 'busy', busy: false });
  return {
    ...(await longTasks(panel)),
    microsecondsPerTokenFirstQuarter: first,
    microsecondsPerTokenLastQuarter: last,
    growth: Math.round((last / first) * 100) / 100,
  };
}

/** Page code that hands `text` to the panel by tokens, at the speed of a fast server. */
function streaming(text: string): string {
  return `new Promise((done) => {
    const text = ${JSON.stringify(text)};
    const started = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.min(text.length, Math.floor((performance.now() - started) * ${TOKENS_PER_SECOND / 1000}) * ${CHARACTERS_PER_TOKEN});
      for (; sent < due; sent += ${CHARACTERS_PER_TOKEN}) {
        postMessage({ type: 'delta', turn: 't100', text: text.slice(sent, sent + ${CHARACTERS_PER_TOKEN}) }, '*');
      }
      if (sent >= text.length) { clearInterval(timer); done(); }
    }, 5);
  })`;
}

async function open(panel: PanelPage): Promise<Record<string, unknown>> {
  // The chat is made in the page: handing it over by the test's own way would be a long task by itself.
  await panel.page.evaluate(`{
    const sample = ${JSON.stringify(turn(0, SECTION))};
    const turns = Array.from({ length: 500 }, (_, index) => ({ ...sample, id: 't' + index }));
    window.savedChat = { type: 'chat', chat: { id: 'saved', title: '', turns } };
  }`);
  await longTasks(panel);
  const milliseconds: number = await panel.page.evaluate(`new Promise((done) => {
    const started = performance.now();
    postMessage(savedChat, '*');
    const look = () => {
      // One more frame after the last turn is in the document: then it is painted.
      if (document.querySelector('.turn:last-child .code')) requestAnimationFrame(() => done(performance.now() - started));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
  const opening = await longTasks(panel);
  await settle(panel, 500);
  const rest = await longTasks(panel);
  return { milliseconds: Math.round(milliseconds), ...opening, restLongestTaskMs: rest.longestTaskMs };
}

/** The text is made in the page: handing over a megabyte by the test's own way would be a long task by itself. */
async function megabyte(panel: PanelPage, unit: string, begin = ''): Promise<Metrics> {
  await panel.send({ type: 'chat', chat: { id: 'm', title: '', turns: [turn(0, '', true)] } });
  await longTasks(panel);
  await panel.page.evaluate(`{
    const text = ${JSON.stringify(begin)} + ${JSON.stringify(unit)}.repeat(${Math.ceil(1_000_000 / unit.length)});
    postMessage({ type: 'delta', turn: 't0', text }, '*');
  }`);
  await panel.page.waitForTimeout(4_000);
  return await longTasks(panel);
}

export async function run(): Promise<Record<string, unknown>> {
  const host = await startPanelHost();
  const inPanel = async <T>(measure: (panel: PanelPage) => Promise<T>): Promise<T> => {
    const panel = await host.open();
    await panel.page.evaluate(WATCH);
    try {
      return await measure(panel);
    } finally {
      await panel.close();
    }
  };
  try {
    return {
      open1000Messages: await inPanel(open),
      stream4000TokensInto200Messages: {
        mixed: await inPanel((panel) => stream(panel, ANSWERS.mixed)),
        oneCodeBlock: await inPanel((panel) => stream(panel, ANSWERS.code)),
        oneList: await inPanel((panel) => stream(panel, ANSWERS.list)),
      },
      megabyteInOneDelta: {
        mixed: await inPanel((panel) => megabyte(panel, SECTION)),
        code: await inPanel((panel) => megabyte(panel, CODE_LINES, '```\n')),
        oneLine: await inPanel((panel) => megabyte(panel, 'слово ')),
        brackets: await inPanel((panel) => megabyte(panel, '[*_')),
      },
    };
  } finally {
    await host.close();
  }
}

if (import.meta.main) console.log(JSON.stringify(await run(), null, 2));

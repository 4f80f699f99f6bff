import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { spread } from '../support/measures.ts';
import { type OpenAiServer, startOpenAiServer } from '../support/openaiServer.ts';
import { installPackaged } from '../support/packagedExtension.ts';
import { openWorkbench, SAMPLE, type Workbench } from '../support/workbench.ts';

/**
 * From Enter on «Отрефакторить» in the palette of a real window to the arrival of the request's headers at the server,
 * with lines selected in the middle of a file of 2,000 and of 50,000 lines.
 */

const WARM_UP = 3;
const ROUNDS = 25;
const TARGET_P95_MS = 40;
const SIZES = [2_000, 50_000] as const;
const SELECTED_LINES = 30;
/** Milliseconds until the refusal of the answer has been told: until then the document takes no other task. */
const REST = 700;

export async function run(): Promise<Record<string, unknown>> {
  await using _packaged = await installPackaged();
  await using server = await startOpenAiServer({ answer: 'Не могу.' });
  const settings = {
    'tolmach.servers': [{ name: 'проба', url: server.url }],
    'tolmach.completion.enabled': false,
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'tolmach-command-'));
  try {
    cpSync(SAMPLE, folder, { recursive: true });
    for (const lines of SIZES) writeFileSync(path.join(folder, `long${lines}.py`), longFile(lines));
    await using window = await openWorkbench({ settings, folder });
    const results: Record<string, unknown> = { targetP95Ms: TARGET_P95_MS };
    for (const lines of SIZES) results[`lines${lines}`] = await measured(window, server, lines);
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function longFile(lines: number): string {
  const functions = Array.from(
    { length: Math.ceil(lines / 5) },
    (_, at) => `def part_${at}(order):\n    total = order.price * ${at}\n    return total + ${at}\n\n\n`,
  );
  return functions.join('');
}

async function measured(
  window: Workbench,
  server: OpenAiServer,
  lines: number,
): Promise<Record<string, unknown>> {
  const { page } = window;
  await window.openFile(`long${lines}.py`);
  await selectLines(page, Math.floor(lines / 2));
  await page.evaluate(`addEventListener('keydown', (event) => {
    if (event.key === 'Enter') window.pressedAt = performance.timeOrigin + event.timeStamp;
  }, { capture: true })`);
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const before = server.generations().length;
    await window.runCommand('tolmach.refactor');
    const request = await server.request('/chat/completions', before + 1);
    const pressed = await page.evaluate<number>('window.pressedAt');
    if (round >= WARM_UP) times.push(performance.timeOrigin + request.at - pressed);
    await page.waitForTimeout(REST);
  }
  const sum = spread(times);
  return { rounds: ROUNDS, ...sum, met: sum.p95Ms <= TARGET_P95_MS };
}

async function selectLines(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input[type=text]').fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  for (let count = 0; count < SELECTED_LINES; count++) await page.keyboard.press('Shift+ArrowDown');
}

if (import.meta.main) console.log(JSON.stringify(await run()));

import { spread } from '../support/measures.ts';
import { startOpenAiServer } from '../support/openaiServer.ts';
import { installPackaged } from '../support/packagedExtension.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

/** From Enter in the panel of a real window to the arrival of the request's headers at the server. */

const WARM_UP = 5;
const ROUNDS = 40;
const TARGET_P95_MS = 30;

export async function run(): Promise<Record<string, unknown>> {
  await using _packaged = await installPackaged();
  await using server = await startOpenAiServer({ answer: 'Да.' });
  const settings = { 'tolmach.servers': [{ name: 'проба', url: server.url }] };
  await using window = await openWorkbench({ settings });
  await window.openPanel();
  await window.panel.getByText('T-Pro').first().waitFor();
  await watchEnter(window);
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const pressed = await ask(window, `Вопрос ${round}`, round);
    const request = server.generations()[round];
    if (!request) throw new Error('nothing was asked');
    if (round >= WARM_UP) times.push(performance.timeOrigin + request.at - pressed);
  }
  const sum = spread(times);
  return { rounds: ROUNDS, ...sum, targetP95Ms: TARGET_P95_MS, met: sum.p95Ms <= TARGET_P95_MS };
}

const enteredAt = 'window.enteredAt';

/** The panel notes when Enter comes to it, in milliseconds since 1970. */
async function watchEnter({ panel }: Workbench): Promise<void> {
  await panel.locator('body').evaluate(`addEventListener('keydown', (event) => {
    if (event.key === 'Enter') ${enteredAt} = performance.timeOrigin + event.timeStamp;
  }, { capture: true })`);
}

/** Sends a question and waits for the end of its answer. */
async function ask({ panel }: Workbench, question: string, index: number): Promise<number> {
  const field = panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
  await field.fill(question);
  await field.press('Enter');
  await panel.locator('article.answer[aria-busy=false]').nth(index).waitFor();
  return panel.locator('body').evaluate(enteredAt);
}

if (import.meta.main) console.log(JSON.stringify(await run()));

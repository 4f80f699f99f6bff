import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type PanelHost, startPanelHost, type Theme } from '../support/panelPage.ts';
import { panelStates } from '../support/panelStates.ts';
import { SHOTS } from '../support/workbench.ts';

const folder = path.join(SHOTS, 'panel');
/** Each theme, and the widths at which the layout changes. */
const LOOKS: readonly (readonly [Theme, number])[] = [
  ['dark', 380],
  ['light', 380],
  ['contrast', 380],
  ['dark', 260],
  ['light', 800],
];

let host: PanelHost;
before(async () => {
  await mkdir(folder, { recursive: true });
  host = await startPanelHost();
});
after(() => host.close());

/** What sticks out of the view sideways, save what is cut off with an ellipsis, code and tables, which scroll. */
const STICKING_OUT = `[...document.querySelectorAll('body *')].filter((element) => {
  if (element.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let above = element.parentElement; above; above = above.parentElement) {
    if (above.matches('pre, .table') || getComputedStyle(above).overflowX === 'hidden') return false;
  }
  return true;
}).map((element) => element.outerHTML.slice(0, 80))`;

for (const { name, messages, height, act } of panelStates()) {
  test(`${name}: drawn in every theme and width, nothing sticks out`, async () => {
    for (const [theme, width] of LOOKS) {
      const panel = await host.open({ theme, width, ...(height && { height }) });
      try {
        await panel.send(...messages);
        await act?.(panel.page);
        await panel.page.screenshot({ path: path.join(folder, `${name}-${theme}-${width}.png`) });
        assert.deepEqual(await panel.page.evaluate(STICKING_OUT), [], `${theme} ${width}`);
        assert.deepEqual(panel.errors, []);
      } finally {
        await panel.close();
      }
    }
  });
}

import type { Locator, Page } from 'playwright-core';

/** Input.dispatchDragEvent's mask for the key. */
const SHIFT = 8;

interface DragData {
  readonly items: { readonly mimeType: string; readonly data: string }[];
  readonly dragOperationsMask: number;
}

/**
 * Drags something of the workbench into a webview with Shift held, by the browser's own drag events and with the data
 * that the workbench itself gives. Returns what takes it off the mouse, to look at the webview before.
 */
export async function dragInto(page: Page, source: Locator, target: Locator): Promise<() => Promise<void>> {
  const browser = await page.context().newCDPSession(page);
  const from = middle(await source.boundingBox());
  const to = middle(await target.boundingBox());
  await browser.send('Input.setInterceptDrags', { enabled: true });
  const begun = new Promise<DragData>((resolve) => {
    browser.once('Input.dragIntercepted', ({ data }) => resolve(data));
  });
  const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, y: number) =>
    browser.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1 });
  await mouse('mousePressed', from.x, from.y);
  for (let step = 1; step <= 10; step++) await mouse('mouseMoved', from.x + 3 * step, from.y + step);
  const data = await begun;
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop', { x, y }: Point) =>
    browser.send('Input.dispatchDragEvent', { type, x, y, data, modifiers: SHIFT });
  await drag('dragEnter', from);
  // An intercepted drag tells its source nothing: by this the workbench learns of the key, and lets webviews take drops.
  await source.dispatchEvent('drag', { shiftKey: true });
  for (let step = 0; step < 3; step++) await drag('dragOver', { x: to.x + step, y: to.y });
  return async () => {
    await drag('drop', to);
    await mouse('mouseReleased', to.x, to.y);
    await browser.detach();
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function middle(box: (Point & { readonly width: number; readonly height: number }) | null): Point {
  if (!box) throw new Error('what is dragged, or where to, is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

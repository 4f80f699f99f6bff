import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Workbench } from './workbench.ts';

const SAVE_TIMEOUT = 15_000;

/** Saves the file in front, as soon as no review stands before it, and waits until it is on the disk as it should be. */
export async function savedFile(
  { page, folder }: Workbench,
  name: string,
  isRight: (text: string) => boolean,
): Promise<string> {
  await page.locator('.tab').filter({ hasText: 'правка' }).waitFor({ state: 'detached' });
  await page.locator('.tab.active').getByText(name).waitFor();
  await page.keyboard.press('Control+S');
  const deadline = performance.now() + SAVE_TIMEOUT;
  for (;;) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    if (isRight(text)) return text;
    if (performance.now() > deadline) throw new Error(`not saved as it should be:\n${text}`);
    await page.waitForTimeout(100);
  }
}

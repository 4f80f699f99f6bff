import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { out } from './project.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';

const TIMEOUT = 180_000;

/**
 * A test with a window of its own. When it fails, a screenshot, the browser's console and the editor's logs stay in
 * `out/failed/<name>/`.
 */
export function windowTest(
  name: string,
  options: WorkbenchOptions,
  body: (workbench: Workbench) => Promise<void>,
): void {
  test(name, { timeout: TIMEOUT }, async () => {
    await using workbench = await openWorkbench(options);
    try {
      await body(workbench);
    } catch (error) {
      await keepEvidence(workbench, path.join(out, 'failed', name.replace(/[^\p{L}\d]+/gu, '-')));
      throw error;
    }
  });
}

async function keepEvidence(workbench: Workbench, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await workbench.page.screenshot({ path: path.join(folder, 'window.png') });
  writeFileSync(path.join(folder, 'console.txt'), workbench.console.join('\n'));
  cpSync(path.join(workbench.home, 'data/logs'), path.join(folder, 'logs'), { recursive: true });
}

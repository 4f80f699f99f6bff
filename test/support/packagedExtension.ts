import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from './browser.ts';
import { installVsix } from './codeServer.ts';
import { codeServerEntry } from './codeServerInstall.ts';
import { packageVsix } from './package.ts';
import { vsixPath } from './project.ts';
import { thisTarget } from './targets.ts';
import { PACKAGED_HOME, packagedExtensions } from './workbench.ts';

/** Everything that a window needs, fetched before the first test: a test's time is its own. */
export async function prepareWindow(): Promise<void> {
  await findChromium();
  await codeServerEntry();
}

/**
 * Packages the extension, with the engine and without, and puts both where `openWorkbench` looks for them: away from
 * this checkout, whose node_modules would lend what a vsix lacks. Disposing removes them.
 */
export async function installPackaged(): Promise<AsyncDisposable> {
  await prepareWindow();
  const targets = [...new Set(['universal', thisTarget()] as const)];
  await packageVsix(...targets);
  await using cleanUp = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'tolmach-e2e-'));
  cleanUp.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  process.env[PACKAGED_HOME] = home;
  for (const target of targets) {
    await installVsix({ home, extensions: packagedExtensions(target) }, vsixPath(target));
  }
  return cleanUp.move();
}

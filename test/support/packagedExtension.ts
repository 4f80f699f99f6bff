import { rm } from 'node:fs/promises';
import path from 'node:path';
import { findChromium } from './browser.ts';
import { installVsix } from './codeServer.ts';
import { codeServerEntry } from './codeServerInstall.ts';
import { packageVsix } from './package.ts';
import { out, thisTarget } from './project.ts';
import { PACKAGED_EXTENSIONS } from './workbench.ts';

/** Everything that a window needs, fetched before the first test: a test's time is its own. */
export async function prepareWindow(): Promise<void> {
  await findChromium();
  await codeServerEntry();
}

/** Packages the extension and puts it where `openWorkbench` looks for it. */
export async function installPackaged(): Promise<void> {
  await prepareWindow();
  const vsix = await packageVsix(thisTarget());
  await rm(PACKAGED_EXTENSIONS, { recursive: true, force: true });
  await installVsix({ home: path.join(out, 'e2e'), extensions: PACKAGED_EXTENSIONS }, vsix);
}

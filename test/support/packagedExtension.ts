import { rm } from 'node:fs/promises';
import path from 'node:path';
import { findChromium } from './browser.ts';
import { installVsix } from './codeServer.ts';
import { codeServerEntry } from './codeServerInstall.ts';
import { packageVsix } from './package.ts';
import { out, vsixPath } from './project.ts';
import { thisTarget } from './targets.ts';
import { packagedExtensions } from './workbench.ts';

/** Everything that a window needs, fetched before the first test: a test's time is its own. */
export async function prepareWindow(): Promise<void> {
  await findChromium();
  await codeServerEntry();
}

/** Packages the extension, with the engine and without, and puts both where `openWorkbench` looks for them. */
export async function installPackaged(): Promise<void> {
  await prepareWindow();
  const targets = [...new Set(['universal', thisTarget()] as const)];
  await packageVsix(...targets);
  for (const target of targets) {
    const extensions = packagedExtensions(target);
    await rm(extensions, { recursive: true, force: true });
    await installVsix({ home: path.join(out, 'e2e'), extensions }, vsixPath(target));
  }
}

/** Runs test/vscode inside a real extension host: code-server's, or that of an installed VS Code. */
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startCodeServer, workbenchUrl } from './codeServer.ts';
import { run } from './commands.ts';
import type { HostTestResult } from './hostTests.ts';
import { out, root } from './project.ts';
import { TEST_SETTINGS } from './workbenchSettings.ts';

export interface HostRunOptions {
  /** Files whose path contains it. */
  readonly pattern: string;
  /** In the VS Code of VSCODE_EXECUTABLE, or in one that @vscode/test-electron fetches. */
  readonly desktop: boolean;
}

const TIMEOUT_SECONDS = 300;
const bundle = path.join(out, 'vscode-tests/index.cjs');

/**
 * Builds the extension and the tests and runs these; the extension is opened from this checkout.
 * @throws when no test matches, or the window ended or hung before the tests did
 */
export async function runInExtensionHost(options: HostRunOptions): Promise<readonly HostTestResult[]> {
  await run(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  await bundleTests(options.pattern);
  const home = await mkdtemp(path.join(out, 'host-'));
  const report = path.join(home, 'report.json');
  const project = path.join(home, 'project');
  await mkdir(project);
  try {
    await (options.desktop ? desktop : server)({ home, project, report });
    return (await readReport(report)).results;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function bundleTests(pattern: string): Promise<void> {
  const files = globSync('test/vscode/**/*.test.ts', { cwd: root }).filter((file) => file.includes(pattern));
  if (files.length === 0) throw new Error(`no test in test/vscode has “${pattern}” in its path`);
  const imports = files.sort().map((file) => `import './${file.replaceAll(path.sep, '/')}';`);
  await esbuild.build({
    stdin: {
      contents: [...imports, "export { run } from './test/support/hostTests.ts';"].join('\n'),
      resolveDir: root,
    },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode'],
    // CommonJS has no import.meta, which servers for tests ask for their place.
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'bundleUrl' },
    logLevel: 'warning',
  });
}

interface Place {
  readonly home: string;
  readonly project: string;
  readonly report: string;
}

async function server({ home, project, report }: Place): Promise<void> {
  await using codeServer = await startCodeServer({
    home,
    testDriver: true,
    settings: { ...TEST_SETTINGS, 'tolmach.local.modelsFolder': path.join(home, 'models') },
    environment: { TOLMACH_TEST_REPORT: report },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ locale: 'ru-RU' });
    const ended = await watchEnd(page);
    await page.goto(workbenchUrl(codeServer, { folder: project, developmentPath: root, testsPath: bundle }));
    await reported(report, ended);
  } catch (error) {
    await browser
      .contexts()[0]
      ?.pages()[0]
      ?.screenshot({ path: path.join(out, 'vscode-failed.png') });
    throw error;
  } finally {
    await browser.close();
  }
}

/** The workbench under test calls `codeAutomationExit` at its end and `codeAutomationLog` to write. */
async function watchEnd(page: Page): Promise<() => boolean> {
  let ended = false;
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.exposeFunction('codeAutomationExit', () => {
    ended = true;
  });
  return () => ended;
}

async function desktop({ home, project, report }: Place): Promise<void> {
  const { runTests } = await import('@vscode/test-electron');
  const executable = process.env['VSCODE_EXECUTABLE'];
  await runTests({
    ...(executable ? { vscodeExecutablePath: executable } : {}),
    extensionDevelopmentPath: root,
    extensionTestsPath: bundle,
    extensionTestsEnv: { TOLMACH_TEST_REPORT: report },
    launchArgs: [
      project,
      ...['--user-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions')],
      ...['--disable-workspace-trust', '--skip-welcome', '--disable-telemetry'],
    ],
  });
}

/** Resolves when the tests are done. */
async function reported(report: string, windowEnded: () => boolean): Promise<void> {
  const deadline = performance.now() + TIMEOUT_SECONDS * 1000;
  for (;;) {
    const ended = windowEnded();
    if ((await readReport(report)).done) return;
    if (ended) throw new Error('the window ended before its tests did');
    if (performance.now() > deadline) {
      throw new Error(`the tests in the extension host were not done after ${TIMEOUT_SECONDS} s`);
    }
    await delay(100);
  }
}

async function readReport(file: string): Promise<{ done: boolean; results: HostTestResult[] }> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Not begun, or being written.
    return { done: false, results: [] };
  }
}

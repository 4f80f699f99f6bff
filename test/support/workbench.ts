/** A real VS Code window for end-to-end tests, with the packaged extension in it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type CodeServer, startCodeServer, workbenchUrl } from './codeServer.ts';
import { out, readManifest, readManifestTexts, root } from './project.ts';
import { trainingSettings } from './startModel.ts';
import { type Target, thisTarget } from './targets.ts';
import { trainingFolder } from './trainingFolder.ts';
import { type SettingValues, TEST_SETTINGS, THEMES, type Theme } from './workbenchSettings.ts';

export const SAMPLE = path.join(root, 'test/support/sample');
/** Variable of the environment: the folder into which the test run installs what is packaged. */
export const PACKAGED_HOME = 'TOLMACH_TEST_PACKAGED';
export const SHOTS = path.join(out, 'shots');

const OPEN_TIMEOUT = 60_000;
const ACTION_TIMEOUT = 15_000;
/** Milliseconds in which a window that was opened again shows the panel that was open in it. */
const RESTORE_TIMEOUT = 30_000;

export interface WorkbenchOptions {
  /** Copied before it is opened, so that tests may edit. The sample project unless given. */
  readonly folder?: string;
  readonly settings?: SettingValues;
  /** Dark unless given. */
  readonly theme?: Theme;
  /** Pixels of the whole window; 1280 × 800 unless given. */
  readonly size?: { readonly width: number; readonly height: number };
  /**
   * What the models folder holds: nothing (unless given), the training model, or the files of this folder.
   */
  readonly models?: 'none' | 'training' | { readonly folder: string };
  /** Whose vsix is installed: this machine's unless given. */
  readonly target?: 'universal';
  /** Added to the environment of the extension host, `TOLMACH_API_KEY` for instance. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Workbench extends AsyncDisposable {
  readonly page: Page;
  /** The document of Толмач's panel. Nothing in it can be found before `openPanel`. */
  readonly panel: FrameLocator;
  /** The opened copy of the folder. */
  readonly folder: string;
  /** Home of the server: settings, stored chats and logs are below it. */
  readonly home: string;
  /** What the window and the panel wrote to the browser's console, as `type: text`. */
  readonly console: readonly string[];
  /** Uncaught exceptions of the panel, and what its content security policy refused. */
  readonly panelErrors: readonly string[];
  /** Shows the panel and waits until it can be typed in or clicked. */
  openPanel(): Promise<void>;
  /** Closes the window and opens it again, with the panel shown: the editor brings the panel back by itself, mostly. */
  reload(): Promise<void>;
  /** By the palette. An id of ours (`tolmach.newChat`), or the words that the palette shows for another command. */
  runCommand(command: string): Promise<void>;
  /** By its path in the folder; waits until its text is shown. */
  openFile(name: string): Promise<void>;
  /** The window, to `out/shots/<name>.png`. */
  screenshot(name: string): Promise<void>;
  /** Width of the panel's column, as a user would drag it. */
  resizePanel(width: number): Promise<void>;
}

/** Extensions folder with the vsix of a target. @throws when nothing was installed: outside of a test run */
export function packagedExtensions(target: Target): string {
  const home = process.env[PACKAGED_HOME];
  if (!home) throw new Error('nothing is packaged: run the test by npm test -- e2e');
  return path.join(home, target);
}

/**
 * Opens a window on a server of its own. Dispose it (`await using`): that closes the browser, ends the server with
 * every process it started, and removes its files.
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const cleanUp = new AsyncDisposableStack();
  try {
    return await open(options, cleanUp);
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

async function open(options: WorkbenchOptions, cleanUp: AsyncDisposableStack): Promise<Workbench> {
  mkdirSync(out, { recursive: true });
  const home = mkdtempSync(path.join(out, 'window-'));
  cleanUp.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const folder = path.join(home, 'project');
  cpSync(options.folder ?? SAMPLE, folder, { recursive: true });

  const server = cleanUp.use(await startCodeServer(await serverOptions(home, options)));
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const written = { console: [] as string[], panelErrors: [] as string[] };
  const page = await openPage(browser, server, folder, options, written);
  return {
    ...written,
    page,
    panel: page.frameLocator('iframe.webview.ready').frameLocator('#active-frame'),
    folder,
    home,
    openPanel: () => openPanel(page),
    reload: () => reload(page),
    runCommand: (command) => runCommand(page, command),
    openFile: (name) => openFile(page, name),
    screenshot: async (name) => {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
    },
    resizePanel: (width) => resizePanel(page, width),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

async function serverOptions(home: string, options: WorkbenchOptions) {
  const { models = 'none', settings = {}, theme = 'dark', environment = {}, target = thisTarget() } = options;
  let modelsFolder = path.join(home, 'models');
  if (models === 'training') modelsFolder = await trainingFolder();
  else if (models !== 'none') modelsFolder = models.folder;
  return {
    home,
    extensions: packagedExtensions(target),
    settings: {
      ...TEST_SETTINGS,
      'workbench.colorTheme': THEMES[theme],
      ...trainingSettings(modelsFolder),
      ...settings,
    },
    environment,
  };
}

async function openPage(
  browser: Browser,
  server: CodeServer,
  folder: string,
  { size = { width: 1280, height: 800 } }: WorkbenchOptions,
  written: { readonly console: string[]; readonly panelErrors: string[] },
): Promise<Page> {
  const context = await browser.newContext({ viewport: size, locale: 'ru-RU' });
  context.setDefaultTimeout(ACTION_TIMEOUT);
  const origin = `http://${server.host}`;
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const page = await context.newPage();
  page.on('console', (message) => {
    const line = `${message.type()}: ${message.text()}`;
    written.console.push(line);
    const ofPanel =
      message.location().url.includes('/dist/panel/') || /extensionId=tolmach/.test(message.location().url);
    if (ofPanel && message.type() === 'error') written.panelErrors.push(line);
  });
  page.on('pageerror', (error) => {
    written.console.push(`uncaught: ${error.stack}`);
    if (error.stack?.includes('/dist/panel/')) written.panelErrors.push(error.stack);
  });
  await page.goto(workbenchUrl(server, { folder }));
  const explorer = page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first();
  await explorer.waitFor({ timeout: OPEN_TIMEOUT });
  return page;
}

async function openPanel(page: Page): Promise<void> {
  const tab = page.locator('.activitybar .action-item').filter({ has: page.getByLabel('Толмач') });
  await tab.waitFor({ timeout: OPEN_TIMEOUT });
  if ((await page.locator('iframe.webview.ready').count()) === 0) await tab.click();
  const document = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await document.locator('button, textarea').first().waitFor({ timeout: OPEN_TIMEOUT });
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  const panel = page.locator('iframe.webview.ready');
  // A click on the tab of a panel that is on its way back would close it.
  const back = await panel.waitFor({ state: 'attached', timeout: RESTORE_TIMEOUT }).then(
    () => true,
    () => false,
  );
  if (!back) await openPanel(page);
}

async function runCommand(page: Page, command: string): Promise<void> {
  const title = titleOf(command);
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** What the palette shows for a command of ours. */
function titleOf(command: string): string {
  if (!command.startsWith('tolmach.')) return command;
  const entry = readManifest().contributes.commands.find(({ command: id }) => id === command);
  if (!entry) throw new Error(`package.json has no command ${command}`);
  const texts = readManifestTexts();
  const text = (key: string) => texts[key.slice(1, -1)] ?? key;
  return `${text(entry.category)}: ${text(entry.title)}`;
}

async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.fill(name);
  const base = path.basename(name);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: base }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
  await page.locator('.editor-instance .view-line').first().waitFor();
}

async function resizePanel(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) throw new Error('the side bar is hidden');
  const [edge, middle] = [box.x + box.width, box.y + box.height / 2];
  await page.mouse.move(edge, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + width, middle, { steps: 5 });
  await page.mouse.up();
  // Off the edge, which shines while the mouse is on it.
  await page.mouse.move(box.x + width + 200, middle);
}

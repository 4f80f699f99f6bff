/** The built panel in a browser, without the editor: for tests of what it shows and for pictures of its states. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import esbuild from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../src/core/chat/protocol.ts';
import { slashRows } from '../../src/core/chat/slashCommands.ts';
import { PLACES_COMMANDS } from '../../src/core/chat/whereCommand.ts';
import { panelTexts, slashHints } from '../../src/editor/chat/texts.ts';
import { launchBrowser } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');

export type Theme = 'dark' | 'light' | 'contrast';

export interface PanelOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What the editor kept for the panel from before. */
  readonly kept?: unknown;
}

/** One panel in a page of its own. */
export interface PanelPage {
  readonly page: Page;
  /** Hands messages to the panel, and waits until they are on the screen. */
  send(...messages: ToPanel[]): Promise<void>;
  /** Uncaught exceptions, and what the content policy refused. */
  readonly errors: readonly string[];
  /** All that the panel has said, in order. */
  sent(): Promise<FromPanel[]>;
  close(): Promise<void>;
}

/** A browser and a server of the built panel, under the same content policy as in the editor. */
export interface PanelHost {
  readonly browser: Browser;
  open(options?: PanelOptions): Promise<PanelPage>;
  close(): Promise<void>;
}

export async function startPanelHost(): Promise<PanelHost> {
  const files = await buildPanel();
  const server = await serve(files);
  const browser = await launchBrowser();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    browser,
    open: (options) => openPanel(browser, address, options),
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function buildPanel(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ['media/panel.tsx', 'media/panel.css'],
    outdir: 'panel',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'chrome128',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${path.split('/').at(-1)}`, contents]));
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.ttf': 'font/ttf',
};

async function serve(files: ReadonlyMap<string, Uint8Array>): Promise<Server> {
  const themes = await readFile(join(import.meta.dirname, 'panelThemes.css'));
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(html(searchParams.get('theme') ?? 'dark'));
      return;
    }
    const body = pathname === '/themes.css' ? themes : files.get(pathname);
    response.statusCode = body ? 200 : 404;
    response.setHeader('Content-Type', TYPES[extname(pathname)] ?? 'text/plain');
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function html(theme: string): string {
  const policy = "default-src 'none'; script-src 'nonce-panel'; style-src 'self'; font-src 'self'";
  return `<!doctype html><html lang="ru" class="theme-${theme}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/themes.css"><link rel="stylesheet" href="/panel.css"></head>
<body><div id="root"></div><script nonce="panel" src="/panel.js"></script></body></html>`;
}

/** Resolves when all messages have come, what they change is drawn, and the effects of the drawing are done. */
const SEND = `(async (messages) => {
  let left = messages.length;
  await new Promise((arrived) => {
    addEventListener('message', function heard() {
      left -= 1;
      if (left > 0) return;
      removeEventListener('message', heard);
      arrived();
    });
    for (const message of messages) postMessage(message, '*');
  });
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done));
})`;

async function openPanel(
  browser: Browser,
  address: string,
  { theme = 'dark', width = 380, height = 760, kept }: PanelOptions = {},
): Promise<PanelPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    locale: 'ru',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  await page.addInitScript(`
    window.sentMessages = [];
    window.keptState = ${JSON.stringify(kept ?? null)} ?? undefined;
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { sentMessages.push(message); },
      getState: () => keptState,
      setState: (state) => { keptState = state; },
    });`);
  await page.goto(`${address}/?theme=${theme}`);
  const send = async (...messages: ToPanel[]): Promise<void> => {
    await page.evaluate(`${SEND}(${JSON.stringify(messages)})`);
  };
  await send({
    type: 'init',
    texts: panelTexts,
    mac: false,
    placesCommands: PLACES_COMMANDS,
    slashCommands: slashRows(slashHints),
  });
  return {
    page,
    errors,
    send,
    sent: () => page.evaluate('sentMessages'),
    close: () => context.close(),
  };
}

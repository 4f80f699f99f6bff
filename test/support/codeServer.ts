/** code-server on 127.0.0.1, with a home of its own and without the Marketplace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeServerEntry } from './codeServerInstall.ts';
import { cleanEnvironment, endGroup, run } from './commands.ts';
import { root } from './project.ts';
import type { SettingValues } from './workbenchSettings.ts';

const START_SECONDS = 60;

export interface CodeServerOptions {
  /** Folder for the home, user data and, unless given, extensions. Settings in it are replaced. */
  readonly home: string;
  readonly extensions?: string;
  /** Settings of the user; those of machine scope among them are told apart by the manifest. */
  readonly settings?: SettingValues;
  readonly environment?: Readonly<Record<string, string>>;
  /** Taken when it is free, else any other. */
  readonly port?: number;
  /**
   * The workbench heeds `extensionDevelopmentPath` and `extensionTestsPath` of its address. It then shows no toasts
   * and no modal dialogs.
   */
  readonly testDriver?: boolean;
}

export interface CodeServer extends AsyncDisposable {
  /** `127.0.0.1:41234` */
  readonly host: string;
  /** All that the server wrote. */
  log(): string;
  /** Settled when the server ended by itself. */
  readonly ended: Promise<void>;
}

export interface WorkbenchAddress {
  readonly folder: string;
  readonly developmentPath?: string;
  readonly testsPath?: string;
}

/**
 * Starts a server and waits until it answers. Disposing ends it with its extension host and all their children.
 * @throws when it ends first or does not answer in time, with its log
 */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const entry = await codeServerEntry();
  await writeSettings(options);
  const port = await freePort(options.port);
  const args = [
    ...[entry, ...places(options)],
    ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    ...['--disable-getting-started-override', '--ignore-last-opened'],
    ...(options.testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const child = spawn(process.execPath, args, {
    cwd: options.home,
    env: environment(options),
    // A process group of its own, so that its children end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout.on('data', (data) => (written += data));
  child.stderr.on('data', (data) => (written += data));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await answers(`http://127.0.0.1:${port}/healthz`, child);
  } catch (error) {
    await endGroup(child);
    throw new Error(`code-server did not start:\n${written}`, { cause: error });
  }
  return {
    host: `127.0.0.1:${port}`,
    log: () => written,
    ended,
    [Symbol.asyncDispose]: () => endGroup(child),
  };
}

/** Installs a vsix for servers that use this home, or these extensions. */
export async function installVsix(options: CodeServerOptions, vsix: string): Promise<void> {
  await mkdir(options.home, { recursive: true });
  const args = [await codeServerEntry(), ...places(options), '--install-extension', vsix, '--force'];
  const output = await run(process.execPath, args, { env: environment(options) });
  if (!/successfully installed/.test(output)) throw new Error(`${vsix} was not installed:\n${output}`);
}

/** The address that opens a folder in the workbench. */
export function workbenchUrl({ host }: CodeServer, address: WorkbenchAddress): string {
  const remote = (file: string) => `vscode-remote://${host}${file}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (address.developmentPath) payload.push(['extensionDevelopmentPath', remote(address.developmentPath)]);
  if (address.testsPath) payload.push(['extensionTestsPath', remote(address.testsPath)]);
  const query = new URLSearchParams({ folder: address.folder });
  if (payload.length > 1) query.set('payload', JSON.stringify(payload));
  return `http://${host}/?${query}`;
}

function places({ home, extensions }: CodeServerOptions): string[] {
  const data = path.join(home, 'data');
  const config = path.join(home, 'config.yaml');
  const folder = extensions ?? path.join(home, 'extensions');
  return ['--config', config, '--user-data-dir', data, '--extensions-dir', folder];
}

function environment(options: CodeServerOptions): NodeJS.ProcessEnv {
  return {
    ...cleanEnvironment(),
    HOME: options.home,
    XDG_CONFIG_HOME: path.join(options.home, 'config'),
    XDG_DATA_HOME: path.join(options.home, 'share'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...options.environment,
  };
}

/** Settings of machine scope count only in the remote machine's file, all others in the user's. */
async function writeSettings({ home, settings = {} }: CodeServerOptions): Promise<void> {
  const machine = await machineSettings();
  for (const [folder, isIts] of [
    ['User', (key: string) => !machine.has(key)],
    ['Machine', (key: string) => machine.has(key)],
  ] as const) {
    const its = Object.fromEntries(Object.entries(settings).filter(([key]) => isIts(key)));
    await mkdir(path.join(home, 'data', folder), { recursive: true });
    await writeFile(path.join(home, 'data', folder, 'settings.json'), JSON.stringify(its, null, 2));
  }
  await writeFile(path.join(home, 'config.yaml'), 'auth: none\ncert: false\n');
}

async function machineSettings(): Promise<Set<string>> {
  const { contributes } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const groups: { properties: Record<string, { scope?: string }> }[] = contributes.configuration;
  const all = groups.flatMap(({ properties }) => Object.entries(properties));
  return new Set(all.filter(([, { scope }]) => scope?.startsWith('machine')).map(([key]) => key));
}

async function freePort(wanted = 0): Promise<number> {
  const server = net.createServer();
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const port = await listen(wanted).catch(() => listen(0));
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const status = () =>
    new Promise<number>((resolve) => {
      const request = http.get(url, { agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 500);
      });
      request.on('error', () => resolve(500));
    });
  const deadline = performance.now() + START_SECONDS * 1000;
  while ((await status()) >= 500) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`no answer in ${START_SECONDS} s`);
    await delay(50);
  }
}

/**
 * `npm start [-- --desktop] [--port N]`: the packaged extension in a real VS Code, with a sample project. In the
 * browser at an address on 127.0.0.1, or in the VS Code that is installed here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installVsix, startCodeServer, workbenchUrl } from './codeServer.ts';
import { codeServerEntry } from './codeServerInstall.ts';
import { cleanEnvironment, run } from './commands.ts';
import { packageVsix } from './package.ts';
import { out, root, vsixPath } from './project.ts';
import { type StartModel, startModel } from './startModel.ts';
import { thisTarget } from './targets.ts';
import { CALM_SETTINGS } from './workbenchSettings.ts';

/** The same at every start, so that the browser's stores (keys among them) are found again. */
const PORT = 8421;

const { values: flags } = parseArgs({
  options: {
    desktop: { type: 'boolean', default: false },
    port: { type: 'string', default: String(PORT) },
  },
});

async function start(): Promise<void> {
  const home = path.join(out, flags.desktop ? 'desktop' : 'start');
  const model = await startModel();
  await packageVsix(thisTarget());
  const project = await freshProject(home);
  const vsix = vsixPath(thisTarget());
  await (flags.desktop ? openDesktop : openBrowser)({ home, project, vsix, model });
}

interface Trial {
  readonly home: string;
  readonly project: string;
  readonly vsix: string;
  readonly model: StartModel;
}

/** A copy of the sample: what is tried out in it dirties nobody's checkout. */
async function freshProject(home: string): Promise<string> {
  const project = path.join(home, 'Лавка');
  await rm(project, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  await cp(path.join(root, 'test/support/sample'), project, { recursive: true });
  return project;
}

async function openBrowser({ home, project, vsix, model }: Trial): Promise<void> {
  await codeServerEntry();
  const options = { home, settings: settingsOf(model), port: Number(flags.port) };
  await rm(path.join(home, 'extensions'), { recursive: true, force: true });
  await installVsix(options, vsix);
  await using server = await startCodeServer(options);
  console.log(`\nModel: ${model.note}`);
  console.log(`Open in a browser: ${workbenchUrl(server, { folder: project })}`);
  console.log('Толмач is in the bar at the left (Alt+Q). Ctrl+C ends it.');
  await Promise.race([stopSignal(), server.ended.then(() => Promise.reject(new Error(server.log())))]);
}

async function openDesktop({ home, project, vsix, model }: Trial): Promise<void> {
  const code = process.env['VSCODE_EXECUTABLE'] ?? 'code';
  const data = path.join(home, 'data');
  const places = ['--user-data-dir', data, '--extensions-dir', path.join(home, 'extensions')];
  const env = {
    ...cleanEnvironment(),
    ...(process.getuid?.() === 0 ? { DONT_PROMPT_WSL_INSTALL: '1' } : {}),
  };
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  await mkdir(path.join(data, 'User'), { recursive: true });
  await writeFile(path.join(data, 'User/settings.json'), JSON.stringify(settingsOf(model), null, 2));
  try {
    await run(code, [...places, ...asRoot, '--install-extension', vsix, '--force'], { env });
  } catch (error) {
    throw new Error(
      `VS Code (${code}) did not take the extension. Is it installed, or VSCODE_EXECUTABLE right?`,
      {
        cause: error,
      },
    );
  }
  console.log(`\nModel: ${model.note}`);
  const window = spawn(code, [...places, ...asRoot, '--wait', project], { env, stdio: 'inherit' });
  await once(window, 'exit');
}

function settingsOf(model: StartModel) {
  return { ...CALM_SETTINGS, 'workbench.startupEditor': 'readme', ...model.settings };
}

async function stopSignal(): Promise<void> {
  const stop = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  await Promise.race(signals.map((signal) => once(process, signal, { signal: stop.signal })));
}

await start();

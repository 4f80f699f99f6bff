/** Fetches code-server, once, into `.code-server/`. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment, run } from './commands.ts';
import { CODE_SERVER_VERSION, root } from './project.ts';

const folder = path.join(root, '.code-server');
const entry = 'node_modules/code-server/out/node/entry.js';

/** The script that starts code-server; installed first when it is missing or of another version. */
export async function codeServerEntry(): Promise<string> {
  if ((await installedVersion()) !== CODE_SERVER_VERSION) await install();
  return path.join(folder, entry);
}

async function installedVersion(): Promise<string | undefined> {
  const manifest = path.join(folder, 'node_modules/code-server/package.json');
  return existsSync(manifest) ? JSON.parse(await readFile(manifest, 'utf8')).version : undefined;
}

/** The install is whole or absent: it grows under another name. */
async function install(): Promise<void> {
  console.log(`Fetching code-server ${CODE_SERVER_VERSION}, a real VS Code (about 600 MB on disk, once)…`);
  const growing = path.join(root, `.code-server/growing-${process.pid}`);
  await mkdir(growing, { recursive: true });
  const manifest = { private: true, dependencies: { 'code-server': CODE_SERVER_VERSION } };
  await writeFile(path.join(growing, 'package.json'), JSON.stringify(manifest));
  try {
    await npmInstall(growing);
    // code-server's own install script does this and more, and needs a compiler: so it does not run.
    const vscode = path.join(growing, 'node_modules/code-server/lib/vscode');
    await npmInstall(vscode, '--omit=dev');
    await npmInstall(path.join(vscode, 'extensions'), '--omit=dev');
    await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
    await rename(path.join(growing, 'node_modules'), path.join(folder, 'node_modules'));
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
}

async function npmInstall(cwd: string, ...more: readonly string[]): Promise<void> {
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...more];
  await run('npm', args, { cwd, env: cleanEnvironment() });
}

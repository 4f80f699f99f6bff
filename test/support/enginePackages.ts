/** Parts of the engine that no `npm ci` lays out: native libraries of other platforms, licences of what they hold. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment, run } from './commands.ts';
import { out, root } from './project.ts';
import { lockedPackage } from './targets.ts';

/** Filled once; what stands in it is whole and was verified. */
const CACHE = path.join(out, 'engine');

/**
 * Folder of a native package such as `win-x64`: the installed one, else one that is fetched from the npm registry.
 * @throws when it cannot be fetched, or is not what the lockfile names
 */
export async function nativePackage(name: string): Promise<string> {
  const installed = path.join(root, 'node_modules/@node-llama-cpp', name);
  if (existsSync(path.join(installed, 'package.json'))) return installed;
  const { version, integrity } = lockedPackage(`@node-llama-cpp/${name}`);
  return kept(`${name}-${version}`, async (folder) => {
    console.log(`Fetching the engine's ${name} ${version}…`);
    const specifier = `@node-llama-cpp/${name}@${version}`;
    const options = ['--pack-destination', folder, '--prefer-offline', '--loglevel=error'];
    await run('npm', ['pack', specifier, ...options], { cwd: folder, env: cleanEnvironment() });
    const [tarball] = await readdir(folder);
    if (!tarball) throw new Error(`npm pack ${specifier} wrote nothing`);
    return unpackVerified(path.join(folder, tarball), integrity, folder);
  });
}

/**
 * Unpacks a package's tarball into `folder` and returns the folder with its files.
 * @param integrity `sha512-<base64>`, as lockfiles have it
 * @throws when the tarball has another digest; nothing is unpacked then
 */
export async function unpackVerified(tarball: string, integrity: string, folder: string): Promise<string> {
  const digest = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (`sha512-${digest}` !== integrity)
    throw new Error(`${path.basename(tarball)} has not the digest of the lockfile`);
  await run('tar', ['-xzf', tarball, '-C', folder]);
  return path.join(folder, 'package');
}

/**
 * Folder of the licences of llama.cpp and of what is compiled into it. The engine's package has them only within the
 * bundled sources, which do not ship.
 */
export async function llamaLicences(): Promise<string> {
  const bundle = path.join(root, 'node_modules/node-llama-cpp/llama/gitRelease.bundle');
  const { version } = lockedPackage('node-llama-cpp');
  return kept(`licences-${version}`, async (folder) => {
    const git = (...args: string[]) => run('git', ['-C', folder, ...args], { env: cleanEnvironment() });
    await git('init', '--quiet');
    await git('fetch', '--quiet', bundle, 'HEAD');
    const files = ['LICENSE', 'licenses', ':(glob)vendor/**/LICENSE*'];
    await git('checkout', '--quiet', 'FETCH_HEAD', '--', ...files);
    await rm(path.join(folder, '.git'), { recursive: true });
    return folder;
  });
}

/** A folder of the cache; made when it is missing. It is whole or absent: it grows under another name. */
async function kept(name: string, make: (growing: string) => Promise<string>): Promise<string> {
  const folder = path.join(CACHE, name);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const growing = await mkdtemp(path.join(CACHE, 'growing-'));
  try {
    const made = await make(growing);
    // Another run may have been faster.
    if (!existsSync(folder)) await rename(made, folder);
    return folder;
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
}

/**
 * The engine as it ships: of node-llama-cpp and the libraries under it only the modules that the worker can reach,
 * and the native library of one platform. No sources, no compiler's input, no other platform.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './project.ts';

/** Native library of each target, as node-llama-cpp names them. */
const NATIVE: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'mac-x64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};
const ENTRY_POINTS = [
  'node_modules/node-llama-cpp/dist/index.js',
  // Forked by path: it tries a native library in a process of its own.
  'node_modules/node-llama-cpp/dist/bindings/utils/testBindingBinary.js',
];
/** Read by path at run time. */
const DATA = ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json', 'llama/grammars'];

/**
 * Fills `<folder>/node_modules`, replacing what was there.
 * @throws for a target whose native library is not installed here
 */
export async function stageEngine(target: string, folder: string): Promise<void> {
  const native = `node_modules/@node-llama-cpp/${NATIVE[target] ?? target}`;
  if (!existsSync(path.join(root, native))) {
    throw new Error(`the engine for ${target} is not installed: ${native} is missing`);
  }
  await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
  const modules = await reachableModules();
  const packages = new Set(modules.map(packageOf));
  const licences = await Promise.all([...packages].map(licencesOf));
  const data = DATA.map((file) => `node_modules/node-llama-cpp/${file}`);
  for (const file of [...modules, ...manifestsOf(modules), ...licences.flat(), ...data, native]) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await cp(path.join(root, file), path.join(folder, file), { recursive: true });
  }
}

/** Paths from the root of every module that the entry points import, statically or not. */
async function reachableModules(): Promise<string[]> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ENTRY_POINTS,
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['@node-llama-cpp/*'],
    // Native parts of the downloader, which is not used: it is the extension that downloads.
    loader: { '.node': 'empty' },
  });
  return Object.keys(metafile.inputs).filter((file) => !file.endsWith('.node'));
}

/** Folder of the package that a module belongs to. */
function packageOf(file: string): string {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  if (!folder) throw new Error(`${file} belongs to no package`);
  return folder;
}

/** Every package.json from a module up to its package: those within tell CommonJS from ESM. */
function manifestsOf(modules: readonly string[]): string[] {
  const found = new Set<string>();
  for (const file of modules) {
    const top = packageOf(file);
    for (let folder = path.dirname(file); folder.startsWith(top); folder = path.dirname(folder)) {
      const manifest = path.join(folder, 'package.json');
      if (existsSync(path.join(root, manifest))) found.add(manifest);
    }
  }
  return [...found];
}

async function licencesOf(folder: string): Promise<string[]> {
  const files = await readdir(path.join(root, folder));
  return files
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .map((file) => path.join(folder, file));
}

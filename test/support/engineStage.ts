/**
 * The engine as it ships: of node-llama-cpp and the libraries under it only the modules that the worker can reach,
 * and the native libraries of one platform. No sources, no compiler's input, no other platform.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { llamaLicences, nativePackage } from './enginePackages.ts';
import { root } from './project.ts';
import { NATIVES, type Target } from './targets.ts';

const ENTRY_POINTS = [
  'node_modules/node-llama-cpp/dist/index.js',
  // Forked by path: it tries a native library in a process of its own.
  'node_modules/node-llama-cpp/dist/bindings/utils/testBindingBinary.js',
];
/** Read by path at run time. */
const DATA = ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json', 'llama/grammars'];
/** Of a native package: for a linker, or for readers of the registry. */
const NEEDLESS = /\.lib$|^README\.md$/;

export interface StagedFile {
  /** Full path. */
  readonly from: string;
  /** In the engine's folder, with slashes: `node_modules/…`. */
  readonly to: string;
}

/**
 * Every file that the engine of a target consists of, beside the worker; none for `universal`.
 * @throws when a native library is not installed here and cannot be fetched
 */
export async function engineFiles(target: Target): Promise<StagedFile[]> {
  const natives: readonly string[] = NATIVES[target];
  if (natives.length === 0) return [];
  const modules = await reachableModules();
  const packages = new Set(modules.map(packageOf));
  const licences = await Promise.all([...packages].map(licencesOf));
  const installed = [...new Set([...modules, ...manifestsOf(modules), ...licences.flat()])];
  const engine = 'node_modules/node-llama-cpp';
  return [
    ...installed.map((file) => ({ from: path.join(root, file), to: file })),
    ...(
      await Promise.all(DATA.map((file) => filesOf(path.join(root, engine, file), `${engine}/${file}`)))
    ).flat(),
    ...(await filesOf(await llamaLicences(), `${engine}/llama`)),
    ...(await Promise.all(natives.map(nativeFiles))).flat(),
  ];
}

/** Fills `<folder>/node_modules` with the engine of a target, replacing what was there. */
export async function stageEngine(target: Target, folder: string): Promise<void> {
  const files = await engineFiles(target);
  await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
  for (const { from, to } of files) {
    const copy = path.join(folder, to);
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(from, copy);
  }
}

async function nativeFiles(name: string): Promise<StagedFile[]> {
  const files = await filesOf(await nativePackage(name), `node_modules/@node-llama-cpp/${name}`);
  return files.filter(({ from }) => !NEEDLESS.test(path.basename(from)));
}

/** A file, or all files of a folder and below. */
async function filesOf(from: string, to: string): Promise<StagedFile[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!entries) return [{ from, to }];
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return [];
    const file = path.join(entry.parentPath, entry.name);
    // The editor unpacks a symbolic link as a file with the link's text.
    if (!entry.isFile()) throw new Error(`${file} is no plain file: it would not survive in a vsix`);
    return [{ from: file, to: path.posix.join(to, path.relative(from, file).replaceAll(path.sep, '/')) }];
  });
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
    // The paths stay below the root, also where node_modules is a link.
    preserveSymlinks: true,
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

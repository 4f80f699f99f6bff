import assert from 'node:assert/strict';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { sample } from '../bench/load.ts';
import { engineFiles } from '../support/engineStage.ts';
import { out, vsixPath } from '../support/project.ts';
import { TARGETS, type Target, thisTarget } from '../support/targets.ts';
import { windowTest } from '../support/windowTest.ts';
import { listZip, readZip } from '../support/zip.ts';

/** All that may ship, by its path in the vsix, but for the engine. */
const ALWAYS: readonly RegExp[] = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/media\/(icon\.png|mark\.svg)$/,
  /^extension\/dist\/(extension\.js|indexer\.js|qwen2\.5\.tokens|notices\.txt)$/,
  /^extension\/dist\/parts\/[\w.-]+\.js$/,
  /^extension\/dist\/panel\/(panel\.js|panel\.css|codicon\.ttf)$/,
  /^extension\/dist\/threads\/(fileThread|listThread|vocabularyThread)\.mjs$/,
  /^extension\/dist\/engine\/(engineDoor|worker)\.mjs$/,
];
/** Of the engine, but for its native libraries: modules with their manifests and licences, and data. */
const ENGINE: readonly RegExp[] = [
  /^node_modules\/(?!@node-llama-cpp\/).*\.(js|cjs|mjs|json)$/,
  /^node_modules\/.*\/(licen[cs]e|notice)[\w.-]*$/i,
  /^node_modules\/node-llama-cpp\/llama\/grammars\/[\w.-]+$/,
];

interface Expected {
  /** Its native packages. */
  readonly natives: readonly string[];
  /** What a native library of it is called. */
  readonly library: RegExp;
  /** How its libraries begin, as hexadecimal digits: the format, and the processor where the beginning says it. */
  readonly begins: RegExp;
  /** The library that computes on a GPU. */
  readonly gpu?: string;
  /** Bytes of the engine, unpacked. */
  readonly limit: number;
}

// ELF: 64 bits, little endian, a library (3) for x86-64 (0x3e) or AArch64 (0xb7).
const elf = (machine: string) => new RegExp(`^7f454c460201.{20}0300${machine}00`);
// PE: for x86-64 (0x8664) or ARM64 (0xaa64).
const pe = (machine: string) => new RegExp(`^50450000${machine}`);
// Mach-O of 64 bits, for x86-64 or arm64.
const mach = (machine: string) => new RegExp(`^cffaedfe${machine}000001`);
const LINUX = /\/(llama-addon\.node|lib[\w.-]+\.so)$/;
const WINDOWS = /\/(llama-addon\.node|[\w.-]+\.dll)$/;
const MAC = /\/(llama-addon\.node|lib[\w.-]+\.(so|dylib))$/;

const EXPECTED: Readonly<Record<Exclude<Target, 'universal'>, Expected>> = {
  'linux-x64': {
    natives: ['linux-x64', 'linux-x64-vulkan'],
    library: LINUX,
    begins: elf('3e'),
    gpu: 'libggml-vulkan.so',
    limit: 125e6,
  },
  'linux-arm64': { natives: ['linux-arm64'], library: LINUX, begins: elf('b7'), limit: 25e6 },
  'win32-x64': {
    natives: ['win-x64', 'win-x64-vulkan'],
    library: WINDOWS,
    begins: pe('6486'),
    gpu: 'ggml-vulkan.dll',
    limit: 160e6,
  },
  'win32-arm64': { natives: ['win-arm64'], library: WINDOWS, begins: pe('64aa'), limit: 25e6 },
  'darwin-x64': { natives: ['mac-x64'], library: MAC, begins: mach('07'), limit: 36e6 },
  'darwin-arm64': {
    natives: ['mac-arm64-metal'],
    library: MAC,
    begins: mach('0c'),
    gpu: 'libggml-metal.so',
    limit: 20e6,
  },
};
/** Bytes of a vsix, which people download and administrators pass on. */
const VSIX_LIMITS: Readonly<Record<string, number>> = { 'linux-x64': 45e6, universal: 2.5e6 };

const sum = (sizes: readonly { readonly size: number }[]) =>
  sizes.reduce((bytes, { size }) => bytes + size, 0);
const engineNames = (names: readonly string[]) =>
  names.flatMap((name) => /^extension\/dist\/engine\/(node_modules\/.*)/.exec(name)?.[1] ?? []);

function matchesEach(names: readonly string[], patterns: readonly RegExp[]): void {
  assert.deepEqual(
    names.filter((name) => !patterns.some((pattern) => pattern.test(name))),
    [],
    'unexpected',
  );
  assert.deepEqual(
    patterns.filter((pattern) => !names.some((name) => pattern.test(name))),
    [],
    'missing',
  );
}

/** The first bytes, as hexadecimal digits; of a Windows library those that its old beginning leads to. */
async function beginning(file: string): Promise<string> {
  const bytes = Buffer.alloc(1024);
  await using handle = await open(file);
  await handle.read(bytes, 0, bytes.length, 0);
  const start = bytes.toString('latin1', 0, 2) === 'MZ' ? bytes.readUInt32LE(60) : 0;
  return bytes.toString('hex', start, start + 20);
}

for (const target of TARGETS) {
  if (target === 'universal') continue;
  const { natives, library, begins, gpu, limit } = EXPECTED[target];

  test(`${target}: modules and the native libraries of this system, and nothing else`, async () => {
    const files = await engineFiles(target);
    const names = files.map(({ to }) => to);
    const nativePatterns = natives.flatMap((name) => [
      new RegExp(`^node_modules/@node-llama-cpp/${name}/(package\\.json|LICENSE|dist/index\\.js)$`),
      new RegExp(`^node_modules/@node-llama-cpp/${name}/bins/${name}/_nlcBuildMetadata\\.json$`),
      new RegExp(`^node_modules/@node-llama-cpp/${name}/bins/${name}${library.source}`),
    ]);
    matchesEach(names, [...ENGINE, ...nativePatterns]);
    assert.equal(new Set(names).size, names.length);
    assert.equal(names.filter((name) => name.endsWith('/llama-addon.node')).length, natives.length);
    assert.ok(names.includes('node_modules/node-llama-cpp/llama/LICENSE'), "llama.cpp's licence");
    const accelerators = names.flatMap((name) => /[\w-]*(?:vulkan|metal|cuda)\.(?:so|dll)$/.exec(name) ?? []);
    assert.deepEqual(accelerators, gpu === undefined ? [] : [gpu]);
  });

  test(`${target}: its libraries are of its system and processor, and not too large`, async () => {
    const files = await engineFiles(target);
    const libraries = files.filter(({ to }) => library.test(to));
    for (const { from, to } of libraries) assert.match(await beginning(from), begins, to);
    const bytes = sum(await Promise.all(files.map(({ from }) => stat(from))));
    assert.ok(bytes < limit, `${bytes} bytes`);
  });
}

for (const target of new Set([thisTarget(), 'universal'] as const)) {
  const vsix = vsixPath(target);

  test(`${target}: the vsix holds what was staged, whole, and nothing unexpected`, async () => {
    const entries = await listZip(vsix);
    const engine = await engineFiles(target);
    const names = entries.map(({ name }) => name);
    assert.deepEqual(engineNames(names).sort(), engine.map(({ to }) => to).sort());
    matchesEach(
      names.filter((name) => engineNames([name]).length === 0),
      ALWAYS,
    );
    for (const { from, to } of engine) {
      const { size, mode } = await stat(from);
      const entry = entries.find(({ name }) => name === `extension/dist/engine/${to}`);
      assert.deepEqual([entry?.size, entry?.mode], [size, mode], to);
    }
  });

  test(`${target}: no model, no sources, no tests, no maps`, async () => {
    const unwanted = /\.(gguf|ts|tsx|map|bundle|cpp|h|lib)$|CMakeLists|\/test\//;
    const names = (await listZip(vsix)).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => unwanted.test(name)),
      [],
    );
  });

  test(`${target}: the vsix says which system it is for`, async () => {
    const manifest = await readZip(vsix, 'extension.vsixmanifest');
    assert.equal(/TargetPlatform="([^"]*)"/.exec(manifest)?.[1], target === 'universal' ? undefined : target);
  });

  test(`${target}: the vsix stays small`, async () => {
    const { size } = await stat(vsix);
    assert.ok(size < (VSIX_LIMITS[target] ?? 45e6), `${size} bytes`);
  });
}

test('at the start the main bundle is loaded, of at most 200 KB, and nothing else is read or run', async () => {
  const { atStart, bytes } = JSON.parse(await readFile(path.join(out, 'mainBundle.json'), 'utf8'));
  const { files: touched, children } = await sample();
  assert.deepEqual(
    touched.filter((file) => !atStart.includes(file)),
    [],
  );
  assert.deepEqual(children, []);
  assert.ok(bytes <= 200 * 1024, `${bytes} bytes`);
});

windowTest(
  'without the engine a model of this machine is not offered as ready, and the panel says what to install',
  { target: 'universal', models: 'training' },
  async (window) => {
    const { panel } = window;
    await window.openPanel();
    await window.resizePanel(420);
    await panel.getByText('В\u00a0этой сборке нет движка').waitFor();
    await panel.getByText(`файл tolmach-${process.platform}-${process.arch}.vsix`).waitFor();
    await window.screenshot('universal');
    await panel.locator('.model-chip').click();
    await panel.getByRole('option', { name: /не\sзапустилась/ }).waitFor();
    await window.page.keyboard.press('Escape');

    const field = panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
    await field.fill('Чем множество отличается от списка?');
    await field.press('Enter');
    await panel.locator('article.answer').getByText('В\u00a0этой сборке нет движка').waitFor();
    await window.screenshot('universal-asked');
    assert.deepEqual(window.panelErrors, []);
  },
);

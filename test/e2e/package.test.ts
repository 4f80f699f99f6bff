import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { sample } from '../bench/load.ts';
import { out, thisTarget, vsixPath } from '../support/project.ts';
import { listZip } from '../support/zip.ts';

/** All that may ship, by its path in the vsix. */
const EXPECTED: readonly RegExp[] = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/media\/(icon\.png|mark\.svg)$/,
  /^extension\/dist\/(extension\.js|indexer\.js|qwen2\.5\.tokens|notices\.txt)$/,
  /^extension\/dist\/parts\/[\w.-]+\.js$/,
  /^extension\/dist\/panel\/(panel\.js|panel\.css|codicon\.ttf)$/,
  /^extension\/dist\/engine\/worker\.mjs$/,
  // The engine: modules and their manifests and licences, and the native library of this platform alone.
  /^extension\/dist\/engine\/node_modules\/.*\.(js|cjs|mjs|json)$/,
  /^extension\/dist\/engine\/node_modules\/.*\/(licen[cs]e|notice)[\w.-]*$/i,
  /^extension\/dist\/engine\/node_modules\/node-llama-cpp\/llama\/grammars\/[\w.-]+$/,
  /^extension\/dist\/engine\/node_modules\/@node-llama-cpp\/[\w-]+\/(README\.md|bins\/[\w./-]+)$/,
];
const UNPACKED_LIMIT = 60e6;

const files = await listZip(vsixPath(thisTarget()));
const names = files.map(({ name }) => name);

test('the vsix holds nothing unexpected', () => {
  assert.deepEqual(
    names.filter((name) => !EXPECTED.some((pattern) => pattern.test(name))),
    [],
  );
});

test('the vsix holds every kind of file that is expected', () => {
  assert.deepEqual(
    EXPECTED.filter((pattern) => !names.some((name) => pattern.test(name))),
    [],
  );
});

test('no model, no sources, no tests, no other platform, no maps', () => {
  const unwanted = /\.(gguf|ts|tsx|map|bundle|cpp|h)$|CMakeLists|\/test\//;
  assert.deepEqual(
    names.filter((name) => unwanted.test(name)),
    [],
  );
  const natives = names.flatMap((name) => /@node-llama-cpp\/([\w-]+)\//.exec(name)?.[1] ?? []);
  assert.equal(new Set(natives).size, 1);
});

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

test('it stays small', () => {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  assert.ok(bytes < UNPACKED_LIMIT, `${bytes} bytes unpacked`);
});

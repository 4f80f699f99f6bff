import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { createFileCounters } from '../../../../src/models/local/fileCounters.ts';
import { type MetadataValue, writeGguf } from '../../../support/gguf/ggufWriter.ts';
import { architectureMetadata, readQwenVocabulary, tokenizerMetadata } from '../../../support/gguf/qwen.ts';
import { modelsFolder } from './engineHarness.ts';

const THREAD = fileURLToPath(new URL('../../../../src/models/local/vocabularyThread.ts', import.meta.url));
const folder = await modelsFolder();
const llama = await getLlama({ build: 'never', gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.disabled });
after(async () => {
  await llama.dispose();
  await folder.remove();
});

const plain = new Map(tokenizerMetadata(await readQwenVocabulary()));

function strings(metadata: ReadonlyMap<string, MetadataValue>, key: string): readonly string[] {
  const value = metadata.get(key);
  assert.ok(value?.type === 'strings');
  return value.value;
}

/**
 * As T-Pro 2.0 is told to have been made: tokens of other scripts gave way to Russian ones, which merge last though
 * their numbers are lower; the merges that made the old tokens are still there.
 */
function russified(): Map<string, MetadataValue> {
  const tokens = [...strings(plain, 'tokenizer.ggml.tokens')];
  const merges = [...strings(plain, 'tokenizer.ggml.merges')];
  const known = new Set(tokens);
  // Two bytes a Cyrillic letter: Ð or Ñ, and one of a few others.
  const russian = tokens.filter((token) => /^Ġ?(?:[ÐÑ][^ÐÑ]){2,5}$/.test(token)).slice(0, 400);
  const foreign = tokens
    .flatMap((token, id) => (/^[äåæçèé]/.test(token) && id > 20_000 ? id : []))
    .slice(0, 4000);
  for (const left of russian) {
    for (const right of russian.filter((token) => !token.startsWith('Ġ')).slice(0, 40)) {
      const id = foreign[merges.length % foreign.length];
      if (id === undefined || known.has(left + right) || known.size > plain.size + tokens.length + 3000)
        continue;
      known.add(left + right);
      tokens[id] = left + right;
      merges.push(`${left} ${right}`);
    }
  }
  return new Map([
    ...plain,
    ['tokenizer.ggml.tokens', { type: 'strings', value: tokens }],
    ['tokenizer.ggml.merges', { type: 'strings', value: merges }],
  ]);
}

async function vocabularyFile(name: string, metadata: ReadonlyMap<string, MetadataValue>): Promise<string> {
  const path = join(folder.path, name);
  const shape = { width: 64, layers: 1, heads: 1, keyValueHeads: 1, feedForward: 64 };
  const architecture = architectureMetadata({ name, ...shape, ropeBase: 1e6 });
  await writeGguf(path, { metadata: new Map([...architecture, ...metadata]), tensors: [] });
  return path;
}

const pre = (value: string): [string, MetadataValue] => ['tokenizer.ggml.pre', { type: 'string', value }];
const logged: string[] = [];
const counterOf = createFileCounters(THREAD, (line) => logged.push(line));

const TEXTS = [
  'Привет, мир! Ёжик в тумане; объём — 12 345 м³, «съешь ещё этих булок».',
  'export const sum = (a: number, b = 0): number => a + b; // сумма\n\n\tif (x) {\n\t\treturn y + `z`;\n\t}',
  "I'll don't SHE'S we'Ve 'tis l'été ПРЕ'S",
  'a\r\nb\r\n\r\n  c\rd \n \n e\n',
  `${' '.repeat(300)}x${'\t'.repeat(40)}y${'\n'.repeat(90)}z${' \n'.repeat(50)}`,
  'a\u00a0b\u2003c\u200bd\ufeffe\u2028f',
  '1234567890 3,14 0x1F ٣٤ ²³ Ⅷ',
  '🎉👩‍👩‍👧‍👦🇷🇺✅ ❌🏳️‍🌈',
  '这是一个测试。日本語のテキスト、한국어 텍스트',
  'مرحبا שלום नमस्ते ไทย Ελληνικά čeština Übergröße и\u0306',
  '<|im_start|>system<|im_end|><|endoftext|><think>',
  'пере'.repeat(60) + 'abcdefghij'.repeat(40) + '='.repeat(5000),
  await readFile(fileURLToPath(import.meta.url), 'utf8'),
  await readFile(new URL('../../../../README.md', import.meta.url), 'utf8'),
];

for (const [name, metadata] of [
  ['qwen2', plain],
  ['gpt-2', new Map([...plain, pre('gpt-2')])],
  ['russified qwen2', russified()],
  ['russified gpt-2', new Map([...russified(), pre('gpt-2')])],
] as const) {
  test(`counts are those of the engine with the same file: ${name}`, async () => {
    const path = await vocabularyFile(`${name}.gguf`, metadata);
    const counter = await counterOf(path);
    assert.ok(counter?.exact, logged.join());
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    try {
      for (const text of TEXTS) {
        const real = model.tokenize(text, false, 'trimLeadingSpace').length;
        assert.equal(counter.count(text), real, text.slice(0, 60));
      }
    } finally {
      await model.dispose();
    }
  });
}

test('a vocabulary that was changed is another one', async () => {
  const plainPath = await vocabularyFile('a.gguf', plain);
  const changed = await vocabularyFile('b.gguf', russified());
  const text = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8');
  const [before, after] = await Promise.all([counterOf(plainPath), counterOf(changed)]);
  assert.notEqual(before?.count(text), after?.count(text));
});

test('a vocabulary is read once, and again when the file is another', async () => {
  const path = await vocabularyFile('again.gguf', plain);
  const [first, second] = await Promise.all([counterOf(path), counterOf(path)]);
  assert.ok(first);
  assert.equal(first, second);
  await appendFile(path, 'x');
  assert.notEqual(await counterOf(path), first);
});

test('what cannot be counted exactly is left to the estimate, and the log says why', async () => {
  const foreign = await vocabularyFile('foreign.gguf', new Map([...plain, pre('llama-bpe')]));
  const damaged = join(folder.path, 'damaged.gguf');
  await writeFile(damaged, 'GGUF');
  logged.length = 0;
  assert.equal(await counterOf(foreign), undefined);
  assert.equal(await counterOf(damaged), undefined);
  assert.equal(await counterOf(join(folder.path, 'gone.gguf')), undefined);
  assert.deepEqual(logged.length, 2);
  assert.match(
    logged[0] ?? '',
    /^foreign\.gguf: tokens are estimated: a tokenizer of the kind gpt2, llama-bpe$/,
  );
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { GgufError } from '../../../../src/models/local/byteReader.ts';
import { readGgufHeader } from '../../../../src/models/local/ggufHeader.ts';
import { type MetadataValue, type Tensor, writeGguf } from '../../../support/gguf/ggufWriter.ts';
import { architectureMetadata, readQwenVocabulary, tokenizerMetadata } from '../../../support/gguf/qwen.ts';

let folder: string;
let file: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tolmach-gguf-'));
  file = join(folder, 'файл модели.gguf');
});

after(() => rm(folder, { recursive: true, force: true }));

const ARCHITECTURE = {
  name: 'Проба',
  width: 32,
  layers: 3,
  heads: 1,
  keyValueHeads: 1,
  feedForward: 64,
  ropeBase: 10000,
};

const TENSOR: Tensor = { name: 'a.weight', type: 'F32', shape: [8, 4], data: () => [new Uint8Array(128)] };

async function write(extra: readonly [string, MetadataValue][] = []): Promise<Buffer> {
  await writeGguf(file, {
    metadata: new Map([...architectureMetadata(ARCHITECTURE), ...extra]),
    tensors: [TENSOR],
  });
  return readFile(file);
}

test('a whole header is read', async () => {
  await write([
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: ['раз', 'два', ''] }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: [1, 1, 3] }],
    ['tokenizer.ggml.eos_token_id', { type: 'u32', value: 2 }],
    ['tokenizer.chat_template', { type: 'string', value: '{{ messages }}' }],
    ['tolmach.training', { type: 'bool', value: true }],
  ]);
  const { vocabularyDigest, ...header } = await readGgufHeader(file);
  assert.deepEqual(header, {
    architecture: 'qwen2',
    name: 'Проба',
    contextLength: 32768,
    blockCount: 3,
    cacheBytesPerToken: 3 * 1 * (32 + 32) * 2,
    endToken: 2,
    chatTemplate: '{{ messages }}',
    tokenizer: 'gpt2',
    tokenCount: 3,
    training: true,
  });
  await write([['tokenizer.ggml.tokens', { type: 'strings', value: ['раз', 'дв', 'а'] }]]);
  assert.notEqual((await readGgufHeader(file)).vocabularyDigest, vocabularyDigest);
});

test('the cache of a token is a key and a value for each head of each layer', async () => {
  const heads = 'qwen2.attention.head_count_kv';
  const cases: readonly [extra: [string, MetadataValue][], bytes: number | undefined][] = [
    [[['qwen2.attention.key_length', { type: 'u32', value: 128 }]], 3 * 1 * (128 + 32) * 2],
    // Another number of heads in each layer.
    [[[heads, { type: 'i32s', value: [1, 0, 1] }]], undefined],
    [[['qwen2.embedding_length', { type: 'u32', value: 0 }]], undefined],
  ];
  for (const [extra, bytes] of cases) {
    await write(extra);
    assert.equal((await readGgufHeader(file)).cacheBytesPerToken, bytes, extra[0]?.[0]);
  }
});

test('what is not there is not invented', async () => {
  await write();
  const { chatTemplate, tokenCount, training } = await readGgufHeader(file);
  assert.deepEqual(
    { chatTemplate, tokenCount, training },
    { chatTemplate: undefined, tokenCount: 0, training: false },
  );
});

test('a vocabulary longer than the pieces that are read is gone through whole', async () => {
  const vocabulary = await readQwenVocabulary();
  await write(tokenizerMetadata(vocabulary));
  const { tokenCount, chatTemplate, vocabularyDigest } = await readGgufHeader(file);
  assert.equal(tokenCount, 151936);
  assert.equal(chatTemplate, vocabulary.chatTemplate);
  assert.equal(vocabularyDigest, 2264778962, "the digest by which Qwen2.5's vocabulary is known");
});

test('a file cut short anywhere is told, and never read as whole', async () => {
  const whole = await write([['tokenizer.ggml.tokens', { type: 'strings', value: ['раз', 'два'] }]]);
  for (let length = 0; length < whole.length; length += length < 64 ? 1 : 7) {
    await writeFile(file, whole.subarray(0, length));
    await assert.rejects(readGgufHeader(file), GgufError, `${length} of ${whole.length} bytes`);
  }
});

test('damaged bytes end in an error or in a header, never in a crash, a hang or gigabytes', async () => {
  const whole = await write([
    ['tokenizer.ggml.tokens', { type: 'strings', value: ['раз', 'два'] }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: [1, 1] }],
  ]);
  for (let at = 0; at < whole.length - 128; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = 0xff;
    await writeFile(file, damaged);
    await readGgufHeader(file).catch((error: unknown) =>
      assert.ok(error instanceof GgufError, String(error)),
    );
  }
});

const count = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const key = (text: string): Buffer =>
  Buffer.concat([count(BigInt(Buffer.byteLength(text))), Buffer.from(text)]);
const head = (version: number, tensors: bigint, entries: bigint): Buffer =>
  Buffer.concat([Buffer.from('GGUF'), word(version), count(tensors), count(entries)]);

const HUGE = 2n ** 63n;
const MALFORMED: readonly [string, Buffer][] = [
  ['an empty file', Buffer.alloc(0)],
  ['a web page', Buffer.from('<!DOCTYPE html><html>403</html>')],
  ['an old version', head(1, 0n, 0n)],
  ['a big-endian file', head(0x03000000, 0n, 0n)],
  ['more entries than there can be', head(3, 0n, HUGE)],
  ['more tensors than there can be', head(3, HUGE, 0n)],
  ['a key without an end', Buffer.concat([head(3, 0n, 1n), count(HUGE)])],
  ['an unknown type', Buffer.concat([head(3, 0n, 1n), key('a'), word(99), count(0n)])],
  ['a string without an end', Buffer.concat([head(3, 0n, 1n), key('a'), word(8), count(HUGE)])],
  ['an array without an end', Buffer.concat([head(3, 0n, 1n), key('a'), word(9), word(4), count(HUGE)])],
  ['an array of arrays', Buffer.concat([head(3, 0n, 1n), key('a'), word(9), word(9), count(1n), word(9)])],
  [
    'a vocabulary of numbers',
    Buffer.concat([head(3, 0n, 1n), key('tokenizer.ggml.tokens'), word(9), word(4), count(0n)]),
  ],
  ['no architecture', head(3, 0n, 0n)],
];

for (const [name, bytes] of MALFORMED) {
  test(`refused: ${name}`, async () => {
    const path = join(folder, `${name}.gguf`);
    await writeFile(path, bytes);
    await assert.rejects(readGgufHeader(path), GgufError);
  });
}

test('a string that claims gigabytes of a file that has them takes no memory for them', async () => {
  const path = join(folder, 'sparse.gguf');
  const header = [
    head(3, 0n, 1n),
    key('tokenizer.ggml.tokens'),
    word(9),
    word(8),
    count(1n),
    count(2n ** 32n),
  ];
  await writeFile(path, Buffer.concat(header));
  await truncate(path, 2 ** 33);
  await assert.rejects(readGgufHeader(path), GgufError);
});

test("a file that is missing is the file system's own error", async () => {
  await assert.rejects(readGgufHeader(join(folder, 'нет такого.gguf')), { code: 'ENOENT' });
});

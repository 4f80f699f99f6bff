import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packVocabulary } from '../../../../src/models/tokens/packVocabulary.ts';
import { openVocabulary } from '../../../../src/models/tokens/vocabulary.ts';
import { packedVocabulary } from './vocabularyFile.ts';

const file = await packedVocabulary();

test('merges are found, and only those that are', () => {
  const { bytes, merged } = openVocabulary(file);
  const [a, n] = [bytes[0x61] ?? -1, bytes[0x6e] ?? -1];
  assert.ok(merged(a, n) > 255);
  assert.equal(merged(merged(a, n), -1), -1);
  assert.equal(merged(151_700, 151_701), -1);
});

test('a file that stands in a larger buffer, on any byte', () => {
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  const { bytes } = openVocabulary(shifted.subarray(3));
  assert.deepEqual(bytes, openVocabulary(file).bytes);
});

const otherVersion = file.slice();
otherVersion[4] = 99;
for (const [name, bytes] of [
  ['empty', new Uint8Array()],
  ['another format', new Uint8Array(file.length)],
  ['another version', otherVersion],
  ['cut off', file.subarray(0, file.length - 4096)],
  ['longer', Buffer.concat([file, Buffer.alloc(4)])],
] as const) {
  test(`no vocabulary: ${name}`, () => assert.throws(() => openVocabulary(bytes), /not a vocabulary/));
}

test('packing takes merges in either form and refuses those whose order is not that of their tokens', () => {
  const vocab: Record<string, number> = {};
  for (let code = 0; code < 0x200; code++) vocab[String.fromCharCode(code)] = code;
  const model = { vocab: { ...vocab, ab: 600, cd: 601 }, merges: ['a b', ['c', 'd']] };
  assert.equal(openVocabulary(packVocabulary({ model })).merged(0x63, 0x64), 601);
  const turned = { ...model, merges: model.merges.toReversed() };
  assert.throws(() => packVocabulary({ model: turned }), /order/);
  assert.throws(() => packVocabulary({ model: { ...model, merges: ['x yz'] } }), /not in the vocabulary/);
});

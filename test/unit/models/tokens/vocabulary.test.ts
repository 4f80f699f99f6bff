import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BytePairTokenizer } from '../../../../src/models/tokens/bytePairTokenizer.ts';
import { packTokenizerJson, packVocabulary } from '../../../../src/models/tokens/packVocabulary.ts';
import { openVocabulary } from '../../../../src/models/tokens/vocabulary.ts';
import { packedVocabulary } from './vocabularyFile.ts';

const file = await packedVocabulary();

test('merges are found, and only those that are', () => {
  const { bytes, rank, token } = openVocabulary(file);
  const [a, n] = [bytes[0x61] ?? -1, bytes[0x6e] ?? -1];
  assert.ok(token(rank(a, n)) > 255);
  assert.equal(rank(token(rank(a, n)), -1), -1);
  assert.equal(rank(151_700, 151_701), -1);
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

const alphabet = new Map(Array.from({ length: 0x200 }, (_, code) => [String.fromCharCode(code), code]));

test('packing takes merges in either form, in any order of their tokens', () => {
  const vocab = { ...Object.fromEntries(alphabet), ab: 601, cd: 600 };
  for (const merges of [
    ['a b', 'c d'],
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ]) {
    const { rank, token } = openVocabulary(packTokenizerJson({ model: { vocab, merges } }));
    assert.deepEqual([rank(0x61, 0x62), rank(0x63, 0x64)], [0, 1]);
    assert.deepEqual([token(0), token(1)], [601, 600]);
  }
});

test('of two merges of the same pair the first holds', () => {
  const { rank } = openVocabulary(packVocabulary(new Map([...alphabet, ['ab', 600]]), ['a b', 'a b']));
  assert.equal(rank(0x61, 0x62), 0);
});

test('what a merge makes and the vocabulary lacks is taken up by later merges, and counts as its ASCII characters', () => {
  const packed = packVocabulary(new Map([...alphabet, ['abc', 600]]), ['a b', 'ab c', 'x y']);
  const tokenizer = new BytePairTokenizer(packed, 'gpt-2');
  assert.equal(tokenizer.count('abc'), 1);
  assert.equal(tokenizer.count('ab'), 2);
  assert.equal(tokenizer.count('abcab xy'), 1 + 2 + 1 + 2);
  const cyrillic = new BytePairTokenizer(packVocabulary(alphabet, ['\u00d0 \u00b6']));
  assert.equal(cyrillic.count('ж'), 0);
});

test('what is no byte-level BPE is refused', () => {
  assert.throws(() => packVocabulary(alphabet, ['x yz']), /is no token, and no merge makes it/);
  assert.throws(() => packVocabulary(new Map([['a', 1]]), []), /is no token/);
});

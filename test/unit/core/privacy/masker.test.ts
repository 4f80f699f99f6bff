import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Masker } from '../../../../src/core/privacy/masker.ts';
import { SecretVault } from '../../../../src/core/privacy/vault.ts';
import { WordFinder, wordMasker } from '../../../support/secretWord.ts';

const mark = (number: number): string => `⟨секрет s000${number}: пароль⟩`;

test('a text without secrets is the very same text', () => {
  assert.deepEqual(wordMasker().mask('x = 1\n'), { text: 'x = 1\n', secrets: [], known: 0 });
});

test('marks stand for secrets, and tell where each stood', () => {
  const { text, secrets } = wordMasker().mask('a = 1\nb = SECRETone; c = SECRETtwo\nd = SECRETone');
  assert.equal(text, `a = 1\nb = ${mark(1)}; c = ${mark(2)}\nd = ${mark(1)}`);
  assert.deepEqual(
    secrets.map(({ line, mark }) => [line, mark]),
    [
      [2, mark(1)],
      [2, mark(2)],
      [3, mark(1)],
    ],
  );
});

test('the same secret has the same mark in every text', () => {
  const masker = wordMasker();
  assert.equal(masker.mask('SECRETone').text, masker.mask('x SECRETone y').text.slice(2, -2));
});

test('a known secret is hidden where nothing tells of it, but not inside another word', () => {
  const finder = {
    find: (text: string) => (text.startsWith('=') ? [{ start: 1, end: 8, kind: 'token' as const }] : []),
  };
  const masker = wordMasker(finder);
  masker.learn('=hunter2');
  assert.equal(
    masker.mask('Пароль hunter2 слаб, а hunter22 и xhunter2 нет').text,
    'Пароль ⟨секрет s0001: токен⟩ слаб, а hunter22 и xhunter2 нет',
  );
});

test('what is still being typed is hidden, and not looked for elsewhere', () => {
  const finder = {
    find: (text: string) =>
      text.startsWith('=') ? [{ start: 1, end: text.length, kind: 'token' as const, open: true }] : [],
  };
  const typing = wordMasker(finder);
  for (const typed of ['=hunter', '=hunter2', '=hunter2x']) typing.mask(typed);
  assert.equal(typing.mask('hunter hunter2 hunter2x').text, 'hunter hunter2 hunter2x');
});

test('what was masked before is masked again when a secret of it becomes known', () => {
  const finder = {
    find: (text: string) => (text.startsWith('=') ? [{ start: 1, end: 8, kind: 'token' as const }] : []),
  };
  const masker = wordMasker(finder);
  assert.equal(masker.mask('hunter2').text, 'hunter2');
  masker.learn('=hunter2');
  assert.equal(masker.mask('hunter2').text, '⟨секрет s0001: токен⟩');
});

test('a masked text is masked no further', () => {
  const masker = wordMasker();
  const { text } = masker.mask('SECRETone');
  assert.equal(masker.mask(text).text, text);
});

test('marks turn back, also when a model changed their brackets or lost the noun', () => {
  const masker = wordMasker();
  masker.learn('SECRETone');
  for (const written of [mark(1), '<секрет s0001: пароль>', '⟨секрет s0001⟩', '〈секрет s0001: ключ〉'])
    assert.equal(masker.unmask(`"${written}"`), '"SECRETone"');
});

test('a mark that is not known stays', () => {
  assert.equal(wordMasker().unmask('⟨секрет zzzzz: пароль⟩'), '⟨секрет zzzzz: пароль⟩');
});

test('text and marks come back to what they were', () => {
  const masker = wordMasker();
  const text = 'x\r\nSECRETa SECRETb\n\nSECRETa\ud83d\ude00SECRETc';
  assert.equal(masker.unmask(masker.mask(text).text), text);
});

test('two secrets with one tag get two', () => {
  const vault = new SecretVault((_, attempt) => `tag${attempt}`);
  assert.notEqual(vault.mark('one', 'token'), vault.mark('two', 'token'));
  assert.equal(vault.secretOf('tag0'), 'one');
  assert.equal(vault.secretOf('tag1'), 'two');
});

test('of a text that grows only the end is searched again', () => {
  const finder = new WordFinder();
  const masker = wordMasker(finder);
  const line = `${'x'.repeat(79)}\n`;
  const text = line.repeat(1000);
  masker.mask(text);
  finder.searched = 0;
  masker.mask(`${text}more`);
  assert.ok(finder.searched < 10_000, `${finder.searched} characters`);
});

test('a text of megabytes is searched in turns, and stops when nobody wants it', async () => {
  const abort = new AbortController();
  let turns = 0;
  const finder = new WordFinder();
  const masker = wordMasker(finder, async () => {
    turns++;
    if (turns === 3) abort.abort();
  });
  await masker.prepare(['x y\n'.repeat(500_000)], abort.signal);
  assert.equal(turns, 3);
  assert.ok(finder.searched < 400_000, `${finder.searched} characters`);
});

test('a secret at the cut of a long line is hidden whole', () => {
  for (const before of [8180, 8190, 6140, 14_330]) {
    const text = `${'x '.repeat(before / 2)}SECRET${'y'.repeat(40)} ${'x '.repeat(3000)}`;
    const masked = wordMasker().mask(text);
    assert.doesNotMatch(masked.text, /SECRET|yy/, `after ${before} characters`);
    assert.equal(masked.secrets.length, 1);
  }
});

test('a masker forgets what has not been asked for', () => {
  const finder = new WordFinder();
  const masker = new Masker({ finder, vault: new SecretVault(() => 'aaaa'), pause: async () => {} });
  const text = (number: number): string => `${number}${' '.repeat(8000)}`;
  for (let number = 0; number < 1000; number++) masker.mask(text(number));
  finder.searched = 0;
  masker.mask(text(999));
  assert.equal(finder.searched, 0);
  masker.mask(text(0));
  assert.ok(finder.searched > 0);
});

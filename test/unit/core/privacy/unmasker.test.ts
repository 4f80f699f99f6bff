import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordMasker } from '../../../support/secretWord.ts';

function read(text: string, size: number): string {
  const masker = wordMasker();
  masker.learn('SECRETone SECRETtwo');
  const reader = masker.unmasker();
  let result = '';
  for (let at = 0; at < text.length; at += size) result += reader.push(text.slice(at, at + size));
  return result + reader.flush();
}

const TEXTS = [
  ['a = "⟨секрет s0001: пароль⟩";\nb = "⟨секрет s0002: пароль⟩"', 'a = "SECRETone";\nb = "SECRETtwo"'],
  ['⟨секрет s0001: пароль⟩⟨секрет s0002⟩', 'SECRETone' + 'SECRETtwo'],
  ['if (a < b && c > d) List<string> x << 2; <секрет', 'if (a < b && c > d) List<string> x << 2; <секрет'],
  ['⟨секрет s0009: пароль⟩ ⟨секретарь⟩ ⟨', '⟨секрет s0009: пароль⟩ ⟨секретарь⟩ ⟨'],
  ['⟨сек\nрет s0001⟩ <секрет s0001', '⟨сек\nрет s0001⟩ <секрет s0001'],
] as const;

for (const [written, given] of TEXTS) {
  test(`in pieces of every size: ${JSON.stringify(written)}`, () => {
    for (let size = 1; size <= written.length; size++) assert.equal(read(written, size), given, `by ${size}`);
  });
}

test('only what may be a mark waits', () => {
  const reader = wordMasker().unmasker();
  assert.equal(reader.push('a < b'), 'a < b');
  assert.equal(reader.push(' x ⟨'), ' x ');
  assert.equal(reader.push('сек'), '');
  assert.equal(reader.push('тор⟩'), '⟨сектор⟩');
  // A mark that never ends does not hold up the answer.
  assert.equal(reader.push('⟨секрет '), '');
  assert.match(reader.push('x'.repeat(100)), /^⟨секрет x/);
});

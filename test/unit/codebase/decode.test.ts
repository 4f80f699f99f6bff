import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../../src/codebase/decode.ts';

const RUSSIAN =
  'Функция РассчитатьСкидку(Заказ) Экспорт\n\t// Считает скидку по заказу покупателя\nКонецФункции\n';
const LATIN = 'export function applyDiscount(cart) {\n  return cart.total;\n}\n';

/** Letters of Russian by their place in a single-byte encoding. */
function encode(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code]),
  );
  return Buffer.from(Array.from(text, (letter) => codes.get(letter) ?? 63));
}

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

const READ: readonly (readonly [name: string, bytes: Buffer, text: string])[] = [
  ['UTF-8', Buffer.from(RUSSIAN), RUSSIAN],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${RUSSIAN}`), RUSSIAN],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${RUSSIAN}`, 'utf16le'), RUSSIAN],
  ['UTF-16 of the other order', bigEndian(`\uFEFF${RUSSIAN}`), RUSSIAN],
  ['UTF-16 without a mark', Buffer.from(LATIN, 'utf16le'), LATIN],
  ['Russian UTF-16 without a mark', Buffer.from(RUSSIAN, 'utf16le'), RUSSIAN],
  ['UTF-16 of the other order without a mark', bigEndian(LATIN), LATIN],
  ['windows-1251', encode(RUSSIAN, 'windows-1251'), RUSSIAN],
  ['KOI8-R', encode(RUSSIAN, 'koi8-r'), RUSSIAN],
  ['CP866', encode(RUSSIAN, 'ibm866'), RUSSIAN],
  ['windows-1251, one short comment', encode(`${LATIN}// скидка\n`, 'windows-1251'), `${LATIN}// скидка\n`],
  ['KOI8-R, one short comment', encode(`${LATIN}// скидка\n`, 'koi8-r'), `${LATIN}// скидка\n`],
  [
    'windows-1251, capitals',
    encode('// РАСЧЁТ СКИДОК ПО ЗАКАЗАМ', 'windows-1251'),
    '// РАСЧЁТ СКИДОК ПО ЗАКАЗАМ',
  ],
  ['Latin-1', Buffer.from('// Grüße für die Größe', 'latin1'), '// Grüße für die Größe'],
  ['nothing', Buffer.alloc(0), ''],
  ['one byte', Buffer.from('a'), 'a'],
  ['colours of a terminal', Buffer.from('\u001b[31mred\u001b[0m'), '\u001b[31mred\u001b[0m'],
];
for (const [name, bytes, text] of READ) test(`read: ${name}`, () => assert.equal(decode(bytes), text));

const REFUSED: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['zeros', Buffer.alloc(100_000)],
  ['a zero in a text', Buffer.from(`${LATIN}\u0000`)],
  ['an executable', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 3, 0, 0x3e, 0, 1, 0])],
  ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])],
  ['control characters', Buffer.from(Array.from({ length: 500 }, (_, at) => (at % 7) + 1))],
];
for (const [name, bytes] of REFUSED) test(`no text: ${name}`, () => assert.equal(decode(bytes), undefined));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutIntoChunks } from '../../../src/codebase/chunks.ts';

const cut = (file: string, text: string) => cutIntoChunks(file, text.split('\n'));
const body = (lines: number, indent = '  '): string => Array(lines).fill(`${indent}work();`).join('\n');

/** Definitions that are found, one a chunk: each is long enough to stand alone. */
const LANGUAGES: readonly (readonly [file: string, text: string, names: readonly string[]])[] = [
  [
    'a.ts',
    `/** Adds. */\nexport async function add(a: number) {\n${body(14)}\n}\n\nexport class Cart<T> extends Base {\n${body(14)}\n  /** Sum. */\n  get total(): number {\n${body(14, '    ')}\n  }\n}\nexport const open = async (x: string): Promise<void> => {\n${body(14)}\n};`,
    ['add', 'Cart', 'Cart.total', 'open'],
  ],
  [
    'a.js',
    `module.exports = class Plugin {\n${body(14)}\n}\nPlugin.prototype.apply = function (x) {\n${body(14)}\n};`,
    ['Plugin', 'apply'],
  ],
  [
    'a.py',
    `@decorated\nclass Cart:\n${body(14, '    ')}\n    async def total(self):\n${body(14, '        ')}\n\ndef main():\n${body(14, '    ')}`,
    ['Cart', 'Cart.total', 'main'],
  ],
  [
    'A.java',
    `public final class Cart {\n${body(14, '    ')}\n    @Override\n    public List<Item> items(int from) throws IOException {\n${body(14, '        ')}\n    }\n}`,
    ['Cart', 'Cart.items'],
  ],
  [
    'a.kt',
    `data class Cart(val id: Int) {\n${body(14)}\n  suspend fun total(): Int {\n${body(14)}\n  }\n}`,
    ['Cart', 'Cart.total'],
  ],
  [
    'a.cs',
    `namespace Shop {\n${body(14)}\n  public class Cart {\n${body(14)}\n    public async Task<int> Total(int x)\n    {\n${body(14)}\n    }\n  }\n}`,
    ['Shop', 'Shop.Cart', 'Shop.Cart.Total'],
  ],
  [
    'a.go',
    `func (c *Cart) Total() int {\n${body(14)}\n}\n\ntype Cart struct {\n${body(14)}\n}`,
    ['Total', 'Cart'],
  ],
  [
    'a.rs',
    `impl<T> Shop for Cart<T> {\n${body(14)}\n    pub async fn total(&self) -> u32 {\n${body(14)}\n    }\n}\npub struct Item {\n${body(14)}\n}`,
    ['Cart', 'Cart.total', 'Item'],
  ],
  [
    'a.cpp',
    `template <class T>\nclass Cart {\n${body(14)}\n};\n\nint Cart::total(int x) const {\n${body(14)}\n}\nstatic void open(void)\n{\n${body(14)}\n}`,
    ['Cart', 'total', 'open'],
  ],
  [
    'a.php',
    `<?php\nclass Cart {\n${body(14)}\n  public static function total() {\n${body(14)}\n  }\n}`,
    ['Cart', 'Cart.total'],
  ],
  ['a.rb', `module Shop\n${body(14)}\n  def self.total\n${body(14)}\n  end\nend`, ['Shop', 'Shop.total']],
  [
    'a.swift',
    `public struct Cart {\n${body(14)}\n  mutating func total() -> Int {\n${body(14)}\n  }\n}`,
    ['Cart', 'Cart.total'],
  ],
  [
    'a.bsl',
    `// Скидка\n&НаСервере\nФункция РассчитатьСкидку(Заказ) Экспорт\n${body(14)}\nКонецФункции\n\nПроцедура Записать()\n${body(14)}\nКонецПроцедуры`,
    ['РассчитатьСкидку', 'Записать'],
  ],
  [
    'a.sql',
    `CREATE TABLE IF NOT EXISTS orders (\n${body(14)}\n);\ncreate or replace function shop.total()\n${body(14)}`,
    ['orders', 'total'],
  ],
  ['a.md', `# Введение\n${body(14)}\n\n## Как начать\n${body(14)}`, ['Введение', 'Введение.Как начать']],
  ['a.sh', `build() {\n${body(14)}\n}\nfunction deploy {\n${body(14)}\n}`, ['build', 'deploy']],
  ['a.proto', `message Cart {\n${body(14)}\n}\nservice Shop {\n${body(14)}\n}`, ['Cart', 'Shop']],
];
for (const [file, text, names] of LANGUAGES) {
  test(`definitions of ${file}`, () => {
    const found = cut(file, text).map(({ name }) => name);
    // Headings of one document do not hold each other.
    const expected = file.endsWith('.md') ? names.map((name) => name.split('.').at(-1)) : names;
    assert.deepEqual(found.filter(Boolean), expected);
  });
}

test('the chunks of a file are its lines, in order, none twice and none left out but empty ones', () => {
  for (const [file, text] of LANGUAGES) {
    const lines = text.split('\n');
    let last = 0;
    for (const { startLine, endLine } of cut(file, text)) {
      assert.ok(startLine > last && endLine >= startLine, file);
      assert.deepEqual(
        lines.slice(last, startLine - 1).filter((line) => /\w/.test(line)),
        [],
        file,
      );
      last = endLine;
    }
    assert.ok(last <= lines.length);
  }
});

test('comments and decorators above belong to the definition', () => {
  const [, second] = cut(
    'a.ts',
    `function a() {\n${body(14)}\n}\n\n/**\n * Why.\n */\n@once\nfunction b() {\n${body(14)}\n}`,
  );
  assert.equal(second?.startLine, 18);
  assert.equal(second?.name, 'b');
});

test('small definitions stand together and keep their names', () => {
  const [chunk, ...more] = cut('a.ts', 'const a = 1;\nfunction b() {}\nfunction c() {}');
  assert.deepEqual(more, []);
  assert.deepEqual(chunk?.definitions, ['a', 'b', 'c']);
});

test('a long function is cut, and each piece has its name', () => {
  const chunks = cut('a.ts', `function long() {\n${body(500)}\n}`);
  assert.ok(chunks.length > 5);
  assert.ok(chunks.every(({ name, startLine, endLine }) => name === 'long' && endLine - startLine < 75));
});

test('control flow is no definition', () => {
  const text = `function a() {\n  if (x) {\n    while (y) {\n      return foo(z, {\n      });\n    }\n  }\n${body(14)}\n}`;
  assert.deepEqual(
    cut('a.js', text).map(({ name }) => name),
    ['a'],
  );
});

test('a file of an unknown kind is cut at its empty lines', () => {
  const text = Array.from({ length: 20 }, () => `${body(8, '')}\n`).join('\n');
  const chunks = cut('a.unknown', text);
  assert.ok(chunks.length >= 3 && chunks.every(({ name }) => name === ''));
});

test('empty files and files of blanks have no chunks', () => {
  for (const text of ['', '\n\n\n', '   \n\t']) assert.deepEqual(cut('a.ts', text), []);
});

test('lines that patterns could choke on take no time', () => {
  const lines = [
    'a '.repeat(5000),
    `${'public '.repeat(3000)}x(`,
    `  ${'a<'.repeat(3000)}(`,
    `${' '.repeat(239)}x`,
    `  ${'x '.repeat(110)}(`,
    `${'('.repeat(230)}`,
    `const ${'a'.repeat(200)} = ${'('.repeat(30)}`,
  ];
  for (const file of ['a.ts', 'a.java', 'a.cpp', 'a.rs', 'a.sql', 'a.bsl', 'a.py']) {
    const start = process.cpuUsage().user;
    cutIntoChunks(file, Array.from({ length: 200 }, () => lines).flat());
    // Milliseconds of the processor's time, a hundred times what it takes: catastrophic backtracking takes hours.
    assert.ok((process.cpuUsage().user - start) / 1000 < 5000, file);
  }
});

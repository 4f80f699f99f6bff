import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OutlineSource, outlined, readOutline } from '../../../../src/core/context/outline.ts';
import { CHARACTERS } from '../../../support/scriptedModel.ts';

function outline(source: OutlineSource, tokens: number, asked: readonly string[] = []): string | undefined {
  const read = readOutline(source);
  assert.ok(read);
  const room = { tokens, measure: (text: string) => CHARACTERS.count(text) };
  const shown = outlined(read, source, new Set(asked), room);
  assert.ok(shown === undefined || shown.length <= tokens, `${shown?.length} of ${tokens}`);
  return shown;
}

const body = (indent: string, name: string, count = 8): string =>
  Array.from({ length: count }, (_, at) => `${indent}${name}_step_${at}(order, ${at});`).join('\n');

const SCRIPT = `import { a } from 'b';

export class Cart {
  total(): number {
${body('    ', 'total')}
  }

  add(item: Item,
    count: number,
  ): void {
${body('    ', 'add')}
  }
}

function main() {
${body('  ', 'main')}
}`;

test('bodies are folded, what defines them and closes them stays', () => {
  const shown = outline({ path: 'src/cart.ts', text: SCRIPT }, 300);
  assert.equal(
    shown,
    `import { a } from 'b';

export class Cart {
  total(): number {
    … пропущено строк: 8 …
  }

  add(item: Item,
    count: number,
  ): void {
    … пропущено строк: 8 …
  }
}

function main() {
  … пропущено строк: 8 …
}`,
  );
});

test('a method whose parameters begin on the next line is folded, a call that looks so is not', () => {
  const text = `export class Cart {
  private async add<T>(
    item: Item<T>,
  ): Promise<void> {
${body('    ', 'add')}
  }

  render = describe('it', () => {
    expect(
${body('      ', 'shown')}
    );
  });
}`;
  for (const form of [text, text.replaceAll('\n', '\r\n')]) {
    const made = readOutline({ path: 'src/cart.ts', text: form });
    assert.deepEqual([...(made?.definitions.values() ?? [])], ['Cart', 'add']);
    assert.deepEqual(
      made?.bodies.map(({ name, from, to }) => [name, from, to]),
      [['add', 4, 12]],
    );
  }
});

test('while there is room, bodies stay in reading order', () => {
  const shown = outline({ path: 'src/cart.ts', text: SCRIPT }, 470) ?? '';
  assert.ok(shown.includes('total_step_7'));
  assert.ok(!shown.includes('add_step_0') && !shown.includes('main_step_0'));
});

test('a body is unfolded that the question names', () => {
  const shown = outline({ path: 'src/cart.ts', text: SCRIPT }, 470, ['main']) ?? '';
  assert.ok(shown.includes('main_step_7'));
  assert.ok(!shown.includes('total_step_0'));
});

test('a body stays that holds a spot, and next those near it', () => {
  const spot = SCRIPT.split('\n').findIndex((line) => line.includes('add_step_3')) + 1;
  const shown = outline({ path: 'src/cart.ts', text: SCRIPT, spots: [spot] }, 470) ?? '';
  assert.ok(shown.includes('add_step_0') && shown.includes('add_step_7'));
  assert.ok(!shown.includes('total_step_0'));
});

test('spots are numbered as in the file', () => {
  const spot = 100 + SCRIPT.split('\n').findIndex((line) => line.includes('main_step_4'));
  const shown = outline({ path: 'src/cart.ts', text: SCRIPT, firstLine: 100, spots: [spot] }, 470) ?? '';
  assert.ok(shown.includes('main_step_4'));
});

test('in a body larger than the room the lines around the spot stay', () => {
  const text = `function huge() {\n${body('  ', 'x', 400)}\n}\nfunction other() {\n${body('  ', 'y')}\n}`;
  const shown = outline({ path: 'a.ts', text, spots: [202] }, 700) ?? '';
  assert.ok(shown.includes('x_step_200(') && shown.includes('x_step_195(') && shown.includes('x_step_206('));
  assert.ok(shown.includes('function huge() {') && shown.includes('function other() {'));
  assert.ok(!shown.includes('x_step_100('));
});

test('where all folded is too much, definitions stay and what stands between goes', () => {
  const text = Array.from(
    { length: 40 },
    (_, at) => `X${at} = 1\n\ndef f${at}():\n${body('    ', 'f', 4)}\n`,
  ).join('\n');
  const shown = outline({ path: 'a.py', text }, 900) ?? '';
  assert.ok(shown.includes('def f0():'));
  assert.ok(!shown.includes('f_step_0'));
});

test('in Python a body ends where the indentation does', () => {
  const text = `class A:\n    def one(self):\n${body('        ', 'one')}\n\n    def two(self):\n${body('        ', 'two')}\n\nPRICE = 3\n`;
  assert.equal(
    outline({ path: 'a.py', text }, 180),
    `class A:
    def one(self):
        … пропущено строк: 8 …

    def two(self):
        … пропущено строк: 8 …

PRICE = 3
`,
  );
});

test('a text of headings is folded by its sections', () => {
  const section = (name: string): string => `# ${name}\n\n${'Слово за словом. '.repeat(9)}\n\nИ ещё одно.\n`;
  const shown = outline({ path: 'README.md', text: section('Раз') + section('Два') }, 300, ['Два']) ?? '';
  assert.match(shown, /^# Раз\n… пропущено строк: \d …\n# Два\n\nСлово/);
});

test('a brace on a line of its own opens the body', () => {
  const text = `int main(int argc, char **argv)\n{\n${body('    ', 'main')}\n}\n`;
  assert.equal(
    outline({ path: 'a.c', text }, 90),
    'int main(int argc, char **argv)\n{\n    … пропущено строк: 8 …\n}\n',
  );
});

test('without definitions only spots tell what matters', () => {
  const text = Array.from({ length: 300 }, (_, at) => `key${at}: value`).join('\n');
  assert.equal(outline({ path: 'a.yaml', text }, 400), undefined);
  const shown = outline({ path: 'a.yaml', text, spots: [150] }, 400) ?? '';
  assert.ok(shown.includes('key149: value'));
});

test('a text too large to be read at once has no outline', () => {
  assert.equal(readOutline({ path: 'a.ts', text: 'x'.repeat(500_000) }), undefined);
});

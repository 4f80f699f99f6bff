import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Piece } from '../../../../src/core/edit/piece.ts';
import { type Proposal, proposeEdit } from '../../../../src/core/edit/proposedEdit.ts';
import type { Refusal } from '../../../../src/core/edit/refusal.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';

/** The piece stands between `⟦` and `⟧`. */
function drawn(picture: string, language: string): Piece {
  const start = picture.indexOf('⟦');
  const end = picture.indexOf('⟧') - 1;
  assert.ok(start >= 0 && end >= start, 'no piece is drawn');
  const place = { uri: 'file:///a', path: 'a' };
  return { document: picture.replace(/[⟦⟧]/g, ''), start, end, place, language };
}

function proposed(picture: string, language: string, answer: string, cut: boolean): Proposal {
  const piece = drawn(picture, language);
  const { document } = piece;
  return proposeEdit({ document, selection: piece, language, task: refactor, answer, cut });
}

const PY = 'import math\n\n⟦def area(r):\n    a = math.pi * r * r\n    return a⟧\n\nprint(area(1))\n';
const PY_DONE = 'import math\n\ndef area(r):\n    return math.pi * r**2\n\nprint(area(1))\n';
const NEW = 'def area(r):\n    return math.pi * r**2';
const METHOD = 'class A {\n⟦    go() {\n        run();\n    }⟧\n}\n';
const METHOD_DONE = 'class A {\n    go() {\n        walk();\n    }\n}\n';

interface Taken {
  readonly name: string;
  readonly document: string;
  readonly language?: string;
  readonly answer: string;
  /** The whole document, or why it is refused. */
  readonly becomes: string | Refusal['kind'];
  readonly cut?: boolean;
}

const answers: readonly Taken[] = [
  { name: 'a fence', document: PY, answer: `\`\`\`python\n${NEW}\n\`\`\``, becomes: PY_DONE },
  {
    name: 'Russian prose around',
    document: PY,
    answer: `Конечно! Вот упрощённая версия:\n\n\`\`\`python\n${NEW}\n\`\`\`\n\nЯ убрал лишнюю переменную.`,
    becomes: PY_DONE,
  },
  {
    name: 'English prose around',
    document: PY,
    answer: `Sure, here is the code:\n\`\`\`py\n${NEW}\n\`\`\`\nHope this helps!`,
    becomes: PY_DONE,
  },
  { name: 'a fence without a language', document: PY, answer: `\`\`\`\n${NEW}\n\`\`\``, becomes: PY_DONE },
  { name: 'a tilde fence', document: PY, answer: `~~~python\n${NEW}\n~~~`, becomes: PY_DONE },
  { name: 'a fence never closed', document: PY, answer: `Вот:\n\`\`\`python\n${NEW}\n`, becomes: PY_DONE },
  {
    name: 'a fence in a list',
    document: PY,
    answer: `1. Упростим:\n   \`\`\`python\n   def area(r):\n       return math.pi * r**2\n   \`\`\``,
    becomes: PY_DONE,
  },
  {
    name: 'a usage example beside the code',
    document: PY,
    answer: `\`\`\`python\n${NEW}\n\`\`\`\nПример:\n\`\`\`python\nprint(area(2))\n\`\`\``,
    becomes: PY_DONE,
  },
  {
    name: 'a command beside the code',
    document: PY,
    answer: `\`\`\`bash\npip install numpy scipy matplotlib pandas requests\n\`\`\`\n\`\`\`python\n${NEW}\n\`\`\``,
    becomes: PY_DONE,
  },
  {
    name: 'before and after',
    document: PY,
    answer: `Было:\n\`\`\`python\ndef area(r):\n    a = math.pi * r * r\n    return a\n\`\`\`\nСтало:\n\`\`\`python\n${NEW}\n\`\`\``,
    becomes: PY_DONE,
  },
  {
    name: 'two variants',
    document: PY,
    answer: `\`\`\`python\n${NEW}\n\`\`\`\nИли:\n\`\`\`python\ndef area(r):\n    return math.pi * pow(r, 2)\n\`\`\``,
    becomes: 'severalBlocks',
  },
  { name: 'code without a fence', document: PY, answer: NEW, becomes: PY_DONE },
  { name: 'prose alone', document: PY, answer: 'Этот код уже хорош, менять нечего.', becomes: 'noCode' },
  { name: 'a word', document: PY, answer: 'Готово.', becomes: 'noCode' },
  { name: 'nothing', document: PY, answer: '', becomes: 'noCode' },
  { name: 'an empty fence', document: PY, answer: '```python\n```', becomes: 'noCode' },
  {
    name: 'code in prose without a fence',
    document: PY,
    answer: `Вот упрощённый вариант вашей функции:\n${NEW}`,
    becomes: 'noCode',
  },
  { name: 'another language', document: PY, answer: '```rust\nfn area() {}\n```', becomes: 'otherLanguage' },
  { name: 'the answer is cut', document: PY, answer: `\`\`\`python\n${NEW}`, cut: true, becomes: 'cut' },
  {
    name: 'nothing changed',
    document: PY,
    answer: '```python\ndef area(r):\n    a = math.pi * r * r\n    return a\n```',
    becomes: 'unchanged',
  },
  {
    name: 'words instead of code',
    document: PY,
    answer: '```python\ndef area(r):\n    # ... остальной код без изменений\n```',
    becomes: 'placeholder',
  },
  {
    name: 'words instead of code, in English',
    document: METHOD,
    language: 'typescript',
    answer: '```ts\ngo() {\n    // ... rest of the code\n}\n```',
    becomes: 'placeholder',
  },
  {
    name: 'words instead of code, without a comment',
    document: METHOD,
    language: 'typescript',
    answer: '```ts\ngo() {\n    ... existing code\n}\n```',
    becomes: 'placeholder',
  },
  {
    name: 'a spread is no placeholder',
    document: 'const a =\n⟦  Object.assign({}, existing);⟧\n',
    language: 'typescript',
    answer: '```ts\n{\n  ...existing,\n};\n```',
    becomes: 'const a =\n  {\n    ...existing,\n  };\n',
  },
  {
    name: 'keywords translated',
    document: PY,
    answer: '```python\nфункция area(r):\n    вернуть math.pi * r**2\n```',
    becomes: 'translated',
  },
  {
    name: 'identifiers translated',
    document: PY,
    answer: '```python\ndef площадь(r):\n    return math.pi * r**2\n```',
    becomes: 'translated',
  },
  {
    name: 'Russian comments and strings are no translation',
    document: 'a\n⟦print(1)⟧\n',
    language: 'python',
    answer: '```python\n# если нужно, вернуть\nprint("для всех")\n```',
    becomes: 'a\n# если нужно, вернуть\nprint("для всех")\n',
  },
  {
    name: 'Russian identifiers that were there',
    document: '⟦сумма = 1 if да else 2⟧\n',
    language: 'python',
    answer: '```python\nсумма = 1 if да else итог\n```',
    becomes: 'сумма = 1 if да else итог\n',
  },
  {
    name: 'keywords translated beside Russian identifiers',
    document: '⟦сумма = 1 if да else 2⟧\n',
    language: 'python',
    answer: '```python\nсумма = 1 если да иначе 2\n```',
    becomes: 'translated',
  },
  {
    name: 'indentation lost as a whole',
    document: METHOD,
    language: 'typescript',
    answer: '```ts\ngo() {\n    walk();\n}\n```',
    becomes: METHOD_DONE,
  },
  {
    name: 'indentation kept',
    document: METHOD,
    language: 'typescript',
    answer: '```ts\n    go() {\n        walk();\n    }\n```',
    becomes: METHOD_DONE,
  },
  {
    name: 'indentation of the first line lost',
    document: METHOD,
    language: 'typescript',
    answer: '```ts\ngo() {\n        walk();\n    }\n```',
    becomes: METHOD_DONE,
  },
  {
    name: 'the first of equal lines lost its indentation',
    document: 'f() {\n⟦  a();\n  b();⟧\n}\n',
    language: 'typescript',
    answer: '```ts\na(1);\n  b(2);\n```',
    becomes: 'f() {\n  a(1);\n  b(2);\n}\n',
  },
  {
    name: 'spaces become the tabs of the document',
    document: 'class A {\n⟦\tgo() {\n\t\trun();\n\t}⟧\n}\n',
    language: 'typescript',
    answer: '```ts\ngo() {\n  if (a) {\n    walk();\n  }\n}\n```',
    becomes: 'class A {\n\tgo() {\n\t\tif (a) {\n\t\t\twalk();\n\t\t}\n\t}\n}\n',
  },
  {
    name: 'tabs become the spaces of the document',
    document: 'class A {\n⟦  go() {\n    run();\n  }⟧\n}\n',
    language: 'typescript',
    answer: '```ts\ngo() {\n\twalk();\n}\n```',
    becomes: 'class A {\n  go() {\n    walk();\n  }\n}\n',
  },
  {
    name: 'a text in quotes stays where it stands',
    document: 'f() {\n⟦  x = `\nПривет\n`;\n  run();⟧\n}\n',
    language: 'typescript',
    answer: '```ts\n  x = `\nПривет\n`;\n  walk();\n```',
    becomes: 'f() {\n  x = `\nПривет\n`;\n  walk();\n}\n',
  },
  {
    name: 'line ends of the document',
    document: '// a\r\n⟦go();\r\nrun();⟧\r\nend();\r\n',
    language: 'typescript',
    answer: '```ts\r\ngo();\nwalk();\r\n```',
    becomes: '// a\r\ngo();\r\nwalk();\r\nend();\r\n',
  },
  {
    name: 'a whole file keeps its final line end',
    document: '⟦a();\n⟧',
    language: 'typescript',
    answer: '```ts\nb();\n\n\n```',
    becomes: 'b();\n',
  },
  {
    name: 'a whole file without a final line end keeps none',
    document: '⟦a();⟧',
    language: 'typescript',
    answer: '```ts\nb();\n```',
    becomes: 'b();',
  },
  {
    name: 'empty lines around the piece stay',
    document: 'x();\n⟦\n\na();\n\n⟧y();\n',
    language: 'typescript',
    answer: '```ts\nb();\n```',
    becomes: 'x();\n\n\nb();\n\ny();\n',
  },
  {
    name: 'a piece that holds fences itself',
    document: '⟦# Пример\n```ts\na();\n```\nКонец⟧\n',
    language: 'markdown',
    answer: '```markdown\n# Пример\n```ts\nb();\n```\nИтог\n```',
    becomes: '# Пример\n```ts\nb();\n```\nИтог\n',
  },
  {
    name: 'a text is not taken without a fence',
    document: '⟦Старый текст.⟧\n',
    language: 'markdown',
    answer: 'Новый текст.',
    becomes: 'noCode',
  },
  {
    name: 'an unknown kind of document',
    document: '⟦a = 1⟧\n',
    language: 'plaintext',
    answer: '```ini\na = 2\n```',
    becomes: 'a = 2\n',
  },
];

for (const { name, document, language = 'python', answer, becomes, cut = false } of answers) {
  test(name, () => {
    const proposal = proposed(document, language, answer, cut);
    const outcome = 'edit' in proposal ? proposal.newDocument : proposal.refusal.kind;
    assert.equal(outcome, becomes);
  });
}

test('the translated words are named', () => {
  const answer = '```python\nфункция area(r):\n    вернуть 1\n```';
  const proposal = proposed(PY, 'python', answer, false);
  assert.ok('refusal' in proposal);
  assert.deepEqual(proposal.refusal, { kind: 'translated', words: ['функция', 'вернуть'] });
});

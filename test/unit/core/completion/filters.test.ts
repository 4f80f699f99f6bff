import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Filter } from '../../../../src/core/completion/completion.ts';
import { filterCompletion } from '../../../../src/core/completion/filterCompletion.ts';
import { withoutBegunLine } from '../../../../src/core/completion/filters/begunLine.ts';
import { withoutBlanks } from '../../../../src/core/completion/filters/blanks.ts';
import { withinBlock } from '../../../../src/core/completion/filters/block.ts';
import { withWholeBrackets } from '../../../../src/core/completion/filters/brackets.ts';
import { withoutFence } from '../../../../src/core/completion/filters/fence.ts';
import { withoutMidWordGarbage } from '../../../../src/core/completion/filters/midWord.ts';
import { oneOrSeveral } from '../../../../src/core/completion/filters/oneOrSeveral.ts';
import { withoutPlaceholders } from '../../../../src/core/completion/filters/placeholders.ts';
import { withoutPromptText } from '../../../../src/core/completion/filters/promptText.ts';
import { withoutProse } from '../../../../src/core/completion/filters/prose.ts';
import { withoutRepeatsAbove } from '../../../../src/core/completion/filters/repeatsAbove.ts';
import { withoutRepeatsBelow } from '../../../../src/core/completion/filters/repeatsBelow.ts';
import { isTail, joinRestOfLine } from '../../../../src/core/completion/filters/restOfLine.ts';
import { withoutRunaway } from '../../../../src/core/completion/filters/runaway.ts';
import { withoutRussianKeywords } from '../../../../src/core/completion/filters/russianKeywords.ts';
import { withoutSecrets } from '../../../../src/core/completion/filters/secrets.ts';
import { withoutBrokenStatement } from '../../../../src/core/completion/filters/statement.ts';
import { withoutUnreadable } from '../../../../src/core/completion/filters/unreadable.ts';
import { around } from './drawn.ts';

interface Case {
  readonly name: string;
  /** The document; `▏` is the cursor. */
  readonly at: string;
  readonly language?: string;
  /** What the model says. */
  readonly says: string;
  /** What is left of it; without it, all. */
  readonly leaves?: string;
}

const tables: readonly (readonly [filter: Filter, cases: readonly Case[]])[] = [
  [
    withoutFence,
    [
      { name: 'the fence is closed', at: 'x = ▏', says: '1;\n```\nГотово!', leaves: '1;\n' },
      { name: 'a fence is opened', at: '▏', says: '```ts\nfoo();', leaves: '' },
      { name: 'a tilde fence', at: '▏', says: 'a\n  ~~~\n', leaves: 'a\n' },
      { name: 'a special token', at: 'x = ▏', says: '1;<|im_end|>', leaves: '1;' },
      { name: 'a template literal is no fence', at: 'x = ▏', says: '`a`;' },
      { name: 'the fence of the user', at: '``▏', language: 'markdown', says: '`ts\nfoo();\n' },
      { name: 'a special token that is cut', at: 'x = ▏', says: '1;<|im_en', leaves: '1;' },
      { name: 'comparing with or', at: 'x = a ▏', says: '<| b;' },
      { name: 'the language of a fence', at: '▏', says: 'typescript\nfoo();', leaves: 'foo();' },
      { name: 'the language alone, so far', at: '▏', says: 'typescript', leaves: '' },
      { name: 'a name that is a language', at: 'x = ▏', says: 'typescript\n' },
    ],
  ],
  [
    withoutPromptText,
    [
      { name: 'the instruction', at: '// ▏', says: 'Напиши файл до этого места', leaves: '' },
      { name: 'code', at: 'x▏', says: ' = 1;' },
    ],
  ],
  [
    withoutProse,
    [
      { name: 'Russian instead of code', at: '▏', says: 'Вот продолжение вашего кода:\nx = 1', leaves: '' },
      { name: 'Russian behind code', at: 'x = ▏', says: '1;\nЭтот код задаёт x', leaves: '1;' },
      { name: 'English behind code', at: 'x = ▏', says: '1;\nThis sets the value of x.', leaves: '1;' },
      { name: 'a comment may speak', at: '▏', says: '// Считает сумму всех заказов\nlet sum = 0;' },
      { name: 'in a comment', at: '// Считает ▏', says: 'сумму всех заказов' },
      { name: 'in a string', at: "say('▏')", says: 'Здравствуйте, дорогие друзья' },
      {
        name: 'in a docstring',
        at: 'def f():\n    """▏',
        language: 'python',
        says: 'Возвращает сумму всех строк.',
      },
      { name: 'a string in code', at: 'const text = ▏', says: "'Привет, дорогие друзья';" },
      { name: 'words of SQL', at: '▏', language: 'sql', says: 'SELECT name FROM users WHERE age' },
      { name: 'a text', at: '▏', language: 'markdown', says: 'Толмач отвечает на вопросы.' },
      { name: 'words of a class', at: '▏', says: 'export default class Order extends Entity' },
      { name: 'Russian behind a statement', at: 'x = 1;▏', says: ' Здесь мы задаём значение.', leaves: '' },
      { name: 'bold words', at: '▏', says: 'a();\n**Объяснение:**\n- первое', leaves: 'a();' },
      { name: 'a power', at: 'x = a ▏', language: 'python', says: '** b ** c' },
    ],
  ],
  [
    withoutBegunLine,
    [
      { name: 'the line again', at: 'const a = ▏', says: 'const a = b;', leaves: 'b;' },
      { name: 'the line again, indented', at: '  return ▏', says: '  return b;', leaves: 'b;' },
      { name: 'a head again', at: 'def f(a):▏', language: 'python', says: 'def f(a):\n  b', leaves: '\n  b' },
      { name: 'the object again', at: 'return items.▏', says: 'items.length;', leaves: 'length;' },
      { name: 'a part of the line, so far', at: 'const total = ▏', says: 'const to', leaves: '' },
      { name: 'a chain again', at: 'x = this.a.▏', says: 'this.a.b;', leaves: 'b;' },
      { name: 'a call in itself', at: 'max(▏', says: 'max(a, b), c);' },
      { name: 'the next line alike', at: 'let a = 1;▏', says: '\nlet a = 1;' },
      { name: 'a word that begins so', at: 'return re▏', says: 'turned;' },
      { name: 'in a string', at: "say('да, ▏", says: "да, да');" },
    ],
  ],
  [
    withoutUnreadable,
    [
      { name: 'a control character', at: 'x = ▏', says: '1;\u0007', leaves: '1;' },
      { name: 'a broken character', at: 'x = ▏', says: "'при\ufffd", leaves: "'при" },
      { name: 'another direction of writing', at: '▏', says: 'a();\u202e;)(b', leaves: 'a();' },
      { name: 'an emoji of several', at: 'x = ▏', says: "'👩\u200d💻';" },
      { name: 'no width', at: 'x = ▏', says: '\u200b1;', leaves: '' },
      { name: 'tabs and line ends', at: 'x = ▏', says: '1;\r\n\ty = 2;' },
    ],
  ],
  [
    withoutRunaway,
    [
      { name: 'the same line for ever', at: '▏', says: 'a();\nb();\nb();\nb();\nb();', leaves: 'a();\nb();' },
      { name: 'two of a kind', at: '▏', says: 'b();\nb();\nc();' },
      { name: 'the same token for ever', at: 'x = ▏', says: '0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0', leaves: '' },
      { name: 'a rule', at: '// ▏', says: '--------------------------------' },
      { name: 'a loop in the second line', at: 'x = ▏', says: `1;\n${'ха '.repeat(20)}`, leaves: '1;' },
      {
        name: 'a circle of two lines',
        at: '▏',
        says: 'a(1);\na(2);\na(1);\na(2);\na(1);\na(2);\na(1);',
        leaves: 'a(1);\na(2);',
      },
      { name: 'two turns of a circle', at: '▏', says: 'a(1);\na(2);\na(1);\na(2);\nb();' },
    ],
  ],
  [
    withinBlock,
    [
      {
        name: 'another function',
        at: '  a();▏',
        says: '\n  b();\n}\n\nfunction c() {',
        leaves: '\n  b();\n}',
      },
      { name: 'less deep', at: '    a()▏', language: 'python', says: '\n    b()\nc()', leaves: '\n    b()' },
      { name: 'deeper', at: 'if (a) {▏', says: '\n  b();\n}' },
      { name: 'an empty line between', at: '  a();▏', says: '\n\n  b();' },
      {
        name: 'the block ends behind this line',
        at: '    a()▏',
        language: 'python',
        says: '\n\n  c()\nd()',
        leaves: '\n\n  c()',
      },
    ],
  ],
  [
    withoutRepeatsBelow,
    [
      { name: 'the next line', at: 'a();\n▏\nreturn sum;', says: 'b();\nreturn sum;', leaves: 'b();' },
      { name: 'the whole of it stands below', at: '▏\n\nreturn sum;', says: 'return sum;', leaves: '' },
      { name: 'completed to the line below', at: 'ret▏\nreturn sum;', says: 'urn sum;', leaves: '' },
      { name: 'other depth', at: '▏\n    return sum;', says: 'a();\n  return sum;', leaves: 'a();' },
      { name: 'short lines recur', at: 'if (a) {\n▏\n}', says: 'b();\n}' },
      {
        name: 'short lines and what follows them',
        at: '▏\n}\nfunction next() {',
        says: 'b();\n}\nfunction next() {',
        leaves: 'b();',
      },
      { name: 'nothing below', at: '▏', says: 'a();' },
    ],
  ],
  [
    withWholeBrackets,
    [
      { name: 'closed by another kind', at: 'x = ▏', says: 'foo(a];', leaves: '' },
      { name: 'closed again', at: 'if (a) {\n  ▏\n}', says: 'b();\n}', leaves: 'b();' },
      { name: 'needed', at: 'if (a) {\n  ▏\n', says: 'b();\n}' },
      { name: 'the one below is of another block', at: '  if (a) {\n    ▏\n}', says: 'b();\n  }' },
      { name: 'in a string', at: 'x = ▏', says: "'(]';" },
      { name: 'left open', at: 'x = ▏', says: 'foo((a) => {' },
    ],
  ],
  [
    withoutBrokenStatement,
    [
      {
        name: 'a call left open',
        at: 'x = ▏',
        says: 'items.map((one) => one.pri(y);\n',
        leaves: 'items.map(',
      },
      { name: 'two left open', at: '▏', says: 'a(b[c(d;', leaves: 'a(b[c(' },
      { name: 'statements in a function', at: '▏', says: 'run(() => {\n  a();\n' },
      { name: 'a head of a loop', at: '▏', says: 'for (let i = 0; i < n; i++) {' },
      { name: 'a head of a loop on lines of its own', at: '▏', says: 'for (\n  let i = 0;\n  i < n;\n' },
      { name: 'in a string', at: 'x = ▏', says: "'a(b;'" },
      { name: 'opened before', at: 'a(▏', says: 'b();' },
    ],
  ],
  [
    oneOrSeveral,
    [
      { name: 'what ends a line ends there', at: 'x = ▏', says: '1;\ny = 2;', leaves: '1;' },
      { name: 'the next line alone', at: 'x = 1;▏', says: '\ny = 2;\nz = 3;', leaves: '\ny = 2;' },
      { name: 'an empty line may go on', at: '  ▏', says: 'y = 2;\n  z = 3;' },
      { name: 'a block opened before', at: 'if (a) {▏', says: '\n  b();\n}' },
      { name: 'a block opened here', at: 'if (▏', says: 'a) {\n  b();\n}' },
      { name: 'as far as the next empty line', at: '▏', says: 'a();\nb();\n\nc();', leaves: 'a();\nb();' },
      { name: 'a comment', at: '// Считает ▏', says: 'сумму\n// всех заказов' },
    ],
  ],
  [
    withoutMidWordGarbage,
    [
      { name: 'the word again', at: 'con▏', says: 'const x = 1;', leaves: 'st x = 1;' },
      { name: 'one letter recurs', at: 'a▏', says: 'add();' },
      { name: 'other letters', at: 'ret▏', says: 'урн x;', leaves: '' },
      { name: 'Latin behind Russian', at: 'const сум▏', says: 'ma = 1;', leaves: '' },
      { name: 'between words', at: 'const ▏', says: 'сумма = 1;' },
    ],
  ],
  [
    withoutRussianKeywords,
    [
      { name: 'a translated condition', at: '▏', says: 'a();\nесли (b) {', leaves: 'a();' },
      { name: 'a begun one', at: 'вер▏', says: 'нуть x;', leaves: '' },
      { name: 'a language that is Russian', at: '▏', language: 'bsl', says: 'Если А Тогда' },
      { name: 'in a comment', at: '▏', says: '// Если пусто, выходим\nreturn;' },
      { name: 'a word that only begins so', at: '▏', says: 'для_отчёта(1);' },
      { name: 'in a string', at: 'x = ▏', says: "'если';" },
      { name: 'an else', at: '} ▏', says: 'иначе {\n  a();', leaves: '' },
      { name: 'behind a statement', at: '▏', says: 'x = 1; вернуть x;', leaves: '' },
      { name: 'a function', at: 'const f = ▏', says: 'функция (a) { return a; }', leaves: '' },
      { name: 'an object', at: 'const f = ▏', says: 'новый Map();', leaves: '' },
      { name: 'words of a page', at: '▏', language: 'html', says: '<p>Привет, новый друг</p>' },
      { name: 'a call of a Russian name', at: 'const x = ▏', says: 'функция(1);' },
      { name: 'a Russian name in braces', at: 'const { ▏', says: 'класс, для: кого } = x;' },
    ],
  ],
  [
    withoutPlaceholders,
    [
      { name: 'your code', at: '▏', says: 'a();\n// Ваш код здесь\n', leaves: 'a();' },
      { name: 'the rest', at: '▏', says: '// ... остальной код', leaves: '' },
      { name: 'what everybody sees', at: '▏', language: 'python', says: '# This function adds', leaves: '' },
      { name: 'why it is so', at: '▏', says: '// Иначе сумма теряет копейки\nround(x);' },
      { name: 'behind code', at: '▏', says: 'a(); // todo later' },
      { name: 'a comment that is begun', at: '// ▏', says: 'TODO: проверить знак' },
      { name: 'and so on', at: '▏', says: 'a();\n// и так далее', leaves: 'a();' },
      { name: 'nothing done yet', at: '▏', language: 'python', says: 'pass  # TODO: написать', leaves: '' },
      { name: 'nothing to do', at: '▏', language: 'python', says: 'pass  # нечего делать' },
      { name: 'an explanation without code', at: '▏', says: '// Возвращаем результат', leaves: '' },
      { name: 'an explanation behind code', at: '▏', says: 'a();\n// Теперь вызываем b', leaves: 'a();' },
      { name: 'an explanation of code', at: '▏', says: '// Возвращаем сумму\nreturn sum;' },
      { name: 'a comment of another kind', at: '▏', says: '// Копейки теряются при делении' },
    ],
  ],
  [
    withoutSecrets,
    [
      { name: 'a key of a service', at: 'key = ▏', says: "'sk-abcdefghijklmnopqrstuv'", leaves: '' },
      { name: 'a password', at: '▏', says: "a = 1;\npassword = 'Qwerty1234'", leaves: 'a = 1;' },
      { name: 'a private key', at: '▏', says: '-----BEGIN RSA PRIVATE KEY-----', leaves: '' },
      { name: 'a variable', at: '▏', says: "password = process.env['PASSWORD1234']" },
      { name: 'a placeholder', at: '▏', says: "token = '<token>'" },
      { name: 'one of the user', at: "password = 'Qwerty1234';▏", says: ' // тест' },
    ],
  ],
  [
    withoutRepeatsAbove,
    [
      { name: 'the line above', at: 'const total = sum(a);\n▏', says: 'const total = sum(a);', leaves: '' },
      {
        name: 'the line above, completed',
        at: '  counter.increment();\n  counter.▏',
        says: 'increment();',
        leaves: '',
      },
      { name: 'a short one', at: 'i++;\n▏', says: 'i++;' },
      {
        name: 'the block above',
        at: 'a = 1\nb = 2\nc = 3\n▏',
        language: 'python',
        says: 'a = 1\nb = 2\nc = 3',
        leaves: '',
      },
      { name: 'something else', at: 'const total = sum(a);\n▏', says: 'const total2 = sum(b);' },
    ],
  ],
  [
    withoutBlanks,
    [
      { name: 'at the end', at: 'x = ▏', says: '1;  \n  ', leaves: '1;' },
      { name: 'nothing else', at: '▏', says: ' \n ', leaves: '' },
      { name: 'two empty lines first', at: 'a();▏', says: '\n\n\n  b();', leaves: '' },
      { name: 'two empty lines from an empty one', at: '▏', says: '\n\n  b();', leaves: '' },
      { name: 'an empty line first', at: 'a();▏', says: '\n\n  b();' },
      { name: 'the next line', at: 'a();▏', says: '\n  b();' },
      { name: 'before the rest of a line', at: 'foo(▏b)', says: 'a, ' },
    ],
  ],
];

for (const [filter, cases] of tables) {
  for (const { name, at, language, says, leaves = says } of cases) {
    test(`${filter.name}: ${name}`, () => assert.equal(filter(says, around(at, language)), leaves));
  }
}

const joined: readonly { name: string; at: string; says: string; becomes: string | undefined }[] = [
  { name: 'nothing behind', at: 'foo(▏', says: 'a, b);', becomes: 'foo(a, b);▏' },
  { name: 'the bracket is there', at: 'foo(▏)', says: 'a, b)', becomes: 'foo(a, b▏)' },
  { name: 'the model says more', at: 'foo(▏)', says: 'a, b);', becomes: 'foo(a, b);▏' },
  { name: 'the model stops before', at: 'foo(▏);', says: 'a, b', becomes: 'foo(a, b▏);' },
  { name: 'brackets of its own', at: 'foo(▏)', says: 'bar(a), [b]', becomes: 'foo(bar(a), [b]▏)' },
  { name: 'two brackets', at: 'a(b(▏))', says: 'c))', becomes: 'a(b(c▏))' },
  { name: 'a part of what is there', at: 'foo(▏);', says: 'a)', becomes: 'foo(a▏);' },
  { name: 'a quote', at: "say('▏')", says: "Привет')", becomes: "say('Привет▏')" },
  { name: 'a bracket too many', at: 'foo(▏)', says: 'a, b))', becomes: 'foo(a, b▏)' },
  { name: 'a bracket too many, and more', at: 'a(b(▏))', says: 'c)));', becomes: 'a(b(c));▏' },
  { name: 'what the line has left open', at: 'if (foo(▏)', says: 'a)) {', becomes: 'if (foo(a)) {▏' },
  { name: 'a quote in the string', at: "say('▏')", says: "it\\'s')", becomes: "say('it\\'s▏')" },
  { name: 'only what is there', at: 'foo(▏)', says: ')', becomes: undefined },
  { name: 'the rest of the code', at: 'foo(▏b)', says: 'a, b)', becomes: 'foo(a, ▏b)' },
  { name: 'one line before code', at: 'foo(▏b)', says: 'a,\nc', becomes: 'foo(a,▏b)' },
];
for (const { name, at, says, becomes } of joined) {
  test(`joinRestOfLine: ${name}`, () => {
    const surroundings = around(at);
    const completion = joinRestOfLine(says, surroundings);
    const { lineBefore, lineAfter } = surroundings;
    const line = completion && `${lineBefore}${completion.text}▏${lineAfter.slice(completion.replaces)}`;
    assert.equal(line, becomes);
  });
}

test('what counts as the tail of a line', () => {
  for (const tail of ['', ')', ');', '});', "')", ' } ']) assert.ok(isTail(tail), tail);
  for (const code of ['b)', '= 1', '(', '.length']) assert.ok(!isTail(code), code);
});

const whole: readonly { name: string; at: string; says: string; shows: string | undefined }[] = [
  { name: 'fence and prose', at: 'const x = ▏', says: '1;\n```\n\nВот так.', shows: '1;' },
  { name: 'an answer instead of code', at: '▏', says: 'Конечно! Вот ваш код:', shows: undefined },
  {
    name: 'everything stands below',
    at: 'f() {\n  ▏\n  return 1;\n}',
    says: 'return 1;\n}',
    shows: undefined,
  },
  { name: 'a block', at: 'if (a) {▏\n', says: '\n  b();\n}', shows: '\n  b();\n}' },
];
for (const { name, at, says, shows } of whole) {
  test(`filterCompletion: ${name}`, () => {
    assert.equal(filterCompletion(says, around(at))?.text, shows);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalFor } from '../../../../src/core/edit/guards.ts';
import { ownInstruction } from '../../../../src/core/edit/tasks/ownInstruction.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';

function reason(language: string, before: string, after: string, task = refactor): string | undefined {
  const around = (text: string): string => `function old(x) {\n${text}\n}\n`;
  const documents = { documentBefore: around(before), documentAfter: around(after) };
  return refusalFor({ before, after, ...documents, language, task })?.kind;
}

test('a rule of a style sheet is not lost, however its selectors are put together', () => {
  const before = '.card { color: red; }\n#menu, .list > a { margin: 0; }';
  assert.equal(reason('css', before, '#menu, .list > a { margin: 0; }'), 'codeLost');
  assert.equal(reason('css', before, '.card,\n#menu,\n.list > a { margin: 0; color: red; }'), undefined);
});

test('quotes of a text processor are no quotes of code, but may stand in texts and comments', () => {
  assert.equal(reason('python', 'print("a")', 'print(“a”)'), 'typographicQuotes');
  assert.equal(reason('python', 'print("a")', 'print("«a»")  # “так”'), undefined);
  assert.equal(reason('markdown', 'а', '«а»'), undefined);
  assert.equal(reason('javascript', 'return <p>a</p>;', 'return <p>«a»</p>;'), undefined);
});

test('lines of a body do not become a definition that nobody calls', () => {
  const before = '  let sum = 0;\n  for (const one of x) sum += one;\n  return sum;';
  const wrapped = '  function total(x) {\n    return x.reduce((a, b) => a + b, 0);\n  }';
  assert.equal(reason('javascript', before, wrapped), 'outside');
  assert.equal(reason('javascript', before, `${wrapped}\n  return total(x);`), undefined);
  assert.equal(reason('javascript', before, wrapped, ownInstruction('оберни в функцию')), undefined);
});

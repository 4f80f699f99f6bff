import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOnly, endsInText } from '../../../../src/core/code/codeOnly.ts';
import { isSameLanguage } from '../../../../src/core/code/languageName.ts';
import { isSentence } from '../../../../src/core/code/sentence.ts';

const codes: readonly (readonly [language: string, text: string, code: string])[] = [
  ['typescript', 'a = "b // c"; // d', 'a =         ;     '],
  ['typescript', 'a /* b\nc */ d', 'a     \n     d'],
  ['typescript', "don't\na 'b' c", "don't\na     c"],
  ['python', 'a = """b\n# c""" # d', 'a =     \n           '],
  ['python', 'a // b', 'a // b'],
  ['sql', "select 'a''b' -- c", 'select           '],
  ['rust', "fn f<'a>(x: &str) {}", "fn f<'a>(x: &str) {}"],
  ['go', 'a := `b\nc`', 'a :=   \n  '],
  ['markdown', "it's # not a comment", "it's # not a comment"],
  ['typescript', "'a\\'b' c", '       c'],
];
for (const [language, text, code] of codes) {
  test(`codeOnly: ${language}: ${JSON.stringify(text)}`, () => {
    const found = codeOnly(text, language);
    assert.equal(found.length, text.length);
    assert.equal(found.trimEnd(), code.trimEnd());
  });
}

const ends: readonly (readonly [language: string, text: string, inText: boolean])[] = [
  ['typescript', '// a', true],
  ['typescript', '// a\n', false],
  ['typescript', '/* a\n', true],
  ['typescript', 'a = "b', true],
  ['typescript', 'a = "b" + ', false],
  ['typescript', 'a = `b\n', true],
  ['python', '"""a\n', true],
  ['python', '"""a"""\n', false],
  ['python', "x = 'don\\'t ", true],
  ['html', '<!-- a', true],
  ['typescript', '', false],
];
for (const [language, text, inText] of ends) {
  test(`endsInText: ${language}: ${JSON.stringify(text)}`, () =>
    assert.equal(endsInText(text, language), inText));
}

test('a long text costs little', () => {
  const text = 'const a = "b"; // c\n'.repeat(5000);
  assert.equal(codeOnly(text, 'typescript').length, text.length);
  assert.equal(endsInText('"'.repeat(100_000), 'typescript'), false);
});

test('sentences and code', () => {
  for (const line of [
    'Вот ваш код:',
    'Я убрал лишнее',
    'This function adds two numbers.',
    'Here is the code you want:',
  ]) {
    assert.ok(isSentence(line), line);
  }
  for (const line of [
    '',
    'return a',
    'else if',
    'SELECT a FROM b WHERE c',
    'foo(a, b);',
    'итог = 1',
    '  }',
    'pass',
  ]) {
    assert.ok(!isSentence(line), line);
  }
});

test('languages by what fences call them', () => {
  assert.ok(isSameLanguage('ts', 'typescript'));
  assert.ok(isSameLanguage('JS', 'typescriptreact'));
  assert.ok(isSameLanguage('python', 'python'));
  assert.ok(!isSameLanguage('bash', 'python'));
  assert.ok(!isSameLanguage('', 'python'));
});

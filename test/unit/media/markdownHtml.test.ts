import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlOf } from '../../../media/markdown/html.ts';
import { safeLink } from '../../../media/markdown/links.ts';
import { visibleText } from '../../../media/markdown/visibleText.ts';

const INERT: readonly string[] = [
  '<script>alert(1)</script>',
  'текст <img src=x onerror=alert(1)> текст',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java&#115;cript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](command:workbench.action.quit)',
  '[x](vscode://file/etc/passwd)',
  '[x](file:///etc/passwd)',
  '[x](//evil.example)',
  '<javascript:alert(1)>',
  '![a](https://evil.example/pixel.png)',
  '![a](data:image/svg+xml,<svg/onload=alert(1)>)',
  '```"><img src=x onerror=alert(1)>\ncode\n```',
  '[x](https://good.example "\\" onclick=alert(1)")',
];

for (const source of INERT) {
  test(`inert: ${source.slice(0, 50)}`, () => {
    const html = htmlOf(source);
    const tags = [...html.matchAll(/<([a-z0-9]+)([^>]*)>/gi)];
    for (const [tag, name, attributes] of tags) {
      assert.match(name ?? '', /^(p|pre|code|a)$/i, tag);
      assert.doesNotMatch(attributes?.replace(/"[^"]*"/g, '') ?? '', /\bon\w+=/i, tag);
      const href = /href="([^"]*)"/.exec(attributes ?? '')?.[1];
      if (href !== undefined) assert.match(href, /^https:/);
    }
  });
}

test('an image becomes its words, with its address when it has one', () => {
  assert.equal(
    htmlOf('![схема](https://a.example/b.png)').trim(),
    '<p><a href="https://a.example/b.png" title="https://a.example/b.png">схема</a></p>',
  );
  assert.equal(htmlOf('![схема](x.png)').trim(), '<p>схема</p>');
});

test('headings stand under those of the panel', () => {
  assert.equal(htmlOf('# а').trim(), '<h4>а</h4>');
  assert.equal(htmlOf('#### а').trim(), '<h5>а</h5>');
});

test('links lead only to http and https, without a name and password, in their ASCII form', () => {
  assert.equal(safeLink('https://пример.рф/а'), 'https://xn--e1afmkfd.xn--p1ai/%D0%B0');
  assert.equal(safeLink('http://a.example'), 'http://a.example/');
  for (const href of [
    '',
    '/a',
    'mailto:a@b',
    'https://',
    'https://bank.example@evil.example/',
    'https:evil',
  ]) {
    assert.equal(safeLink(href), undefined, href);
  }
});

test('what cannot be seen is taken out', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['обычный\tтекст 👩‍👧', 'обычный\tтекст 👩‍👧'],
    ['\u001b[31mкрасный\u001b[0m', 'красный'],
    ['\u001b]8;;https://evil.example\u0007ссылка\u001b]8;;\u0007', 'ссылка'],
    ['\u001b]0;заголовок\u001b\\текст', 'текст'],
    ['если \u202eмодаркук\u202c', 'если модаркук'],
    ['a\u2066b\u2069c\u200bd\u0000e\u009bf', 'abcdef'],
    ['строка\r', 'строка'],
    ['a\u{e0041}b', 'ab'],
  ];
  for (const [source, seen] of cases) assert.equal(visibleText(source), seen);
});

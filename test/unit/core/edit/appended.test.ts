import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appended } from '../../../../src/core/edit/appended.ts';
import { proposeEdit } from '../../../../src/core/edit/proposedEdit.ts';
import { writeTests } from '../../../../src/core/edit/tasks/writeTests.ts';

interface Case {
  readonly name: string;
  readonly language: string;
  readonly document: string;
  readonly code: string;
  readonly wanted: string;
}

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

const CASES: readonly Case[] = [
  {
    name: 'imports go to the others, none twice',
    language: 'python',
    document: text(
      'import pytest',
      'from shop import area',
      '',
      '',
      'def test_area():',
      '    assert area(1) == 3',
    ),
    code: text(
      'import math',
      'import pytest',
      'from shop import area, volume',
      '',
      '',
      'def test_volume():',
      '    assert volume(1) == math.pi',
    ),
    wanted: text(
      ...['import pytest', 'from shop import area, volume', 'import math', '', '', 'def test_area():'],
      ...['    assert area(1) == 3', '', '', 'def test_volume():', '    assert volume(1) == math.pi'],
    ),
  },
  {
    name: 'names from one module are imported together',
    language: 'typescript',
    document: text(
      "import { test } from 'node:test';",
      "import { area } from './shop.ts';",
      '',
      "test('area', () => {});",
    ),
    code: text(
      'import { test, describe } from "node:test"',
      "import { volume } from './shop.ts';",
      '',
      "test('volume', () => {});",
    ),
    wanted: text(
      ...["import { test, describe } from 'node:test';", "import { area, volume } from './shop.ts';", ''],
      ...["test('area', () => {});", '', "test('volume', () => {});"],
    ),
  },
  {
    name: 'a block of imports in Go grows; its package stands once',
    language: 'go',
    document: text('package shop', '', 'import (', '\t"testing"', ')', '', 'func TestA(t *testing.T) {', '}'),
    code: text(
      'package shop',
      '',
      'import (',
      '\t"testing"',
      '\t"math"',
      ')',
      '',
      'func TestB(t *testing.T) {',
      '}',
    ),
    wanted: text(
      ...[
        'package shop',
        '',
        'import (',
        '\t"testing"',
        '\t"math"',
        ')',
        '',
        'func TestA(t *testing.T) {',
        '}',
      ],
      ...['', 'func TestB(t *testing.T) {', '}'],
    ),
  },
  {
    name: 'a class that is named again is filled',
    language: 'java',
    document: text(
      ...[
        'package ru;',
        '',
        'import org.junit.jupiter.api.Test;',
        '',
        'class ShopTest {',
        '  @Test',
        '  void area() {',
      ],
      ...['    check(1);', '  }', '}'],
    ),
    code: text(
      ...[
        'import java.util.List;',
        'import org.junit.jupiter.api.Test;',
        '',
        'class ShopTest {',
        '    @Test',
      ],
      ...['    void volume() {', '        check(List.of());', '    }', '}'],
    ),
    wanted: text(
      ...[
        'package ru;',
        '',
        'import org.junit.jupiter.api.Test;',
        'import java.util.List;',
        '',
        'class ShopTest {',
      ],
      ...['  @Test', '  void area() {', '    check(1);', '  }', '', '  @Test', '  void volume() {'],
      ...['      check(List.of());', '  }', '}'],
    ),
  },
  {
    name: 'methods alone go into the class',
    language: 'csharp',
    document: text(
      'using Xunit;',
      '',
      'public class ShopTests',
      '{',
      '    [Fact]',
      '    public void A()',
      '    {',
      '    }',
      '}',
    ),
    code: text('[Fact]', 'public void B()', '{', '    Assert.True(true);', '}'),
    wanted: text(
      ...[
        'using Xunit;',
        '',
        'public class ShopTests',
        '{',
        '    [Fact]',
        '    public void A()',
        '    {',
        '    }',
        '',
      ],
      ...['    [Fact]', '    public void B()', '    {', '        Assert.True(true);', '    }', '}'],
    ),
  },
  {
    name: 'a module of tests grows in its file',
    language: 'rust',
    document: text(
      ...['pub fn area() -> u32 {', '    3', '}', '', '#[cfg(test)]', 'mod tests {', '    use super::*;', ''],
      ...['    #[test]', '    fn a() {', '        assert_eq!(area(), 3);', '    }', '}'],
    ),
    code: text(
      '#[cfg(test)]',
      'mod tests {',
      '    use super::*;',
      '',
      '    #[test]',
      '    fn b() {',
      '        assert!(area() > 2);',
      '    }',
      '}',
    ),
    wanted: text(
      ...['pub fn area() -> u32 {', '    3', '}', '', '#[cfg(test)]', 'mod tests {', '    use super::*;', ''],
      ...['    #[test]', '    fn a() {', '        assert_eq!(area(), 3);', '    }', ''],
      ...['    #[test]', '    fn b() {', '        assert!(area() > 2);', '    }', '}'],
    ),
  },
  {
    name: 'a class in a namespace is filled',
    language: 'csharp',
    document: text(
      ...['using Xunit;', '', 'namespace Shop.Tests', '{', '    public class ShopTests', '    {'],
      ...['        [Fact]', '        public void A()', '        {', '        }', '    }', '}'],
    ),
    code: text(
      ...[
        'using System;',
        'using Xunit;',
        '',
        'namespace Shop.Tests',
        '{',
        '    public class ShopTests',
        '    {',
      ],
      ...['        [Fact]', '        public void B()', '        {', '        }', '    }', '}'],
    ),
    wanted: text(
      ...[
        'using Xunit;',
        'using System;',
        '',
        'namespace Shop.Tests',
        '{',
        '    public class ShopTests',
        '    {',
      ],
      ...['        [Fact]', '        public void A()', '        {', '        }', ''],
      ...['        [Fact]', '        public void B()', '        {', '        }', '    }', '}'],
    ),
  },
  {
    name: 'imports stand behind a documentation of several lines',
    language: 'python',
    document: text('"""Tests.', '', 'import nothing', '"""', '', 'def test_a():', '    assert True'),
    code: text('import math', '', 'def test_b():', '    assert math.pi'),
    wanted: text(
      ...['"""Tests.', '', 'import nothing', '"""', 'import math', '', 'def test_a():', '    assert True'],
      ...['', '', 'def test_b():', '    assert math.pi'],
    ),
  },
  {
    name: 'a class of Python is filled',
    language: 'python',
    document: text('class TestShop:', '    def test_a(self):', '        assert True', '', '', 'X = 1'),
    code: text('class TestShop:', '    def test_b(self):', '        assert True'),
    wanted: text(
      ...['class TestShop:', '    def test_a(self):', '        assert True', '', '    def test_b(self):'],
      ...['        assert True', '', '', 'X = 1'],
    ),
  },
  {
    name: 'a group that has the name of another stands beside it',
    language: 'typescript',
    document: text("describe('area', () => {", "  it('one', () => {});", '});'),
    code: text("describe('area', () => {", "  it('two', () => {});", '});'),
    wanted: text(
      ...["describe('area', () => {", "  it('one', () => {});", '});', '', "describe('area', () => {"],
      ...["  it('two', () => {});", '});'],
    ),
  },
  {
    name: 'imports of several lines are known, too',
    language: 'typescript',
    document: text('import {', '  a,', '  b,', "} from './shop';", '', 'a();'),
    code: text("import { a, b } from './shop';", '', 'b();'),
    wanted: text('import {', '  a,', '  b,', "} from './shop';", '', 'a();', '', 'b();'),
  },
  {
    name: 'tests that are repeated are not there twice',
    language: 'typescript',
    document: text("test('one', () => {", '  a();', '', '  b();', '});'),
    code: text(
      "test('one', () => {",
      '  a();',
      '',
      '  b();',
      '});',
      '',
      "test('two', () => {",
      '  a();',
      '});',
    ),
    wanted: text(
      "test('one', () => {",
      '  a();',
      '',
      '  b();',
      '});',
      '',
      "test('two', () => {",
      '  a();',
      '});',
    ),
  },
  {
    name: 'methods that are repeated are not there twice, those that differ are',
    language: 'java',
    document: text('class ATest {', '    @Test', '    void a() {', '        x();', '    }', '}'),
    code: text(
      ...['class ATest {', '    @Test', '    void a() {', '        x();', '    }', ''],
      ...['    @Test', '    void b() {', '        x();', '    }', '}'],
    ),
    wanted: text(
      ...['class ATest {', '    @Test', '    void a() {', '        x();', '    }', ''],
      ...['    @Test', '    void b() {', '        x();', '    }', '}'],
    ),
  },
  {
    name: 'what is there already is not added',
    language: 'python',
    document: text('import a', '', 'a.run()'),
    code: text('import a', '', 'a.run()'),
    wanted: text('import a', '', 'a.run()'),
  },
];

for (const { name, language, document, code, wanted } of CASES) {
  test(`${language}: ${name}`, () => {
    assert.equal(appended(document, code.trimEnd(), language), wanted);
  });
}

test('line ends, a byte-order mark and tabs stay the document’s', () => {
  const document =
    '\uFEFFusing Xunit;\r\n\r\nclass ATests {\r\n\t[Fact]\r\n\tvoid A() {\r\n\t\tX();\r\n\t}\r\n}\r\n';
  const answer =
    '```csharp\nusing System;\n\nclass ATests {\n    [Fact]\n    void B() {\n        X();\n    }\n}\n```';
  const selection = { start: 0, end: 0 };
  const made = proposeEdit({ document, selection, language: 'csharp', task: writeTests, answer, cut: false });
  assert.ok('newDocument' in made);
  assert.equal(
    made.newDocument,
    document
      .replace('using Xunit;\r\n', 'using Xunit;\r\nusing System;\r\n')
      .replace(/\}\r\n$/, '\r\n\t[Fact]\r\n\tvoid B() {\r\n\t\tX();\r\n\t}\r\n}\r\n'),
  );
});

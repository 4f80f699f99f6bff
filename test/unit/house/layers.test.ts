import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { importLines, type Sources, violations } from './layers.ts';

const root = path.resolve(import.meta.dirname, '../../..');

function readSources(): Sources {
  const files = globSync(['src/**/*.ts', 'media/**/*.{ts,tsx}'], { cwd: root });
  const named = files.map((file) => file.replaceAll(path.sep, '/')).sort();
  return new Map(named.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

test('the sources keep the rules of the house', () => {
  const sources = readSources();
  assert.ok(sources.has('src/core/chat/protocol.ts'), 'the sources were not found');
  assert.deepEqual(violations(sources), []);
});

const broken: readonly { name: string; file: string; source: string; says: RegExp }[] = [
  { name: 'core takes node', file: 'src/core/a.ts', source: "import fs from 'node:fs';", says: /node:fs/ },
  { name: 'core takes npm', file: 'src/core/a.ts', source: "import 'openai';", says: /openai/ },
  {
    name: 'core takes vscode types',
    file: 'src/core/a.ts',
    source: "import type { Uri } from 'vscode';",
    says: /vscode/,
  },
  {
    name: 'core takes models',
    file: 'src/core/a/b.ts',
    source: "export * from '../../models/x.ts';",
    says: /src\/models\/x/,
  },
  {
    name: 'models take vscode',
    file: 'src/models/a.ts',
    source: "import * as v from 'vscode';",
    says: /vscode/,
  },
  {
    name: 'models take editor',
    file: 'src/models/a.ts',
    source: "import { x } from '../editor/x.ts';",
    says: /editor\/x/,
  },
  {
    name: 'codebase takes models',
    file: 'src/codebase/a.ts',
    source: "import { x } from '../models/x.ts';",
    says: /models\/x/,
  },
  {
    name: 'privacy takes models',
    file: 'src/privacy/a.ts',
    source: "import { x } from '../models/x.ts';",
    says: /models\/x/,
  },
  { name: 'privacy takes vscode', file: 'src/privacy/a.ts', source: "import 'vscode';", says: /vscode/ },
  {
    name: 'editor takes privacy',
    file: 'src/editor/a.ts',
    source: "import { x } from '../privacy/x.ts';",
    says: /privacy\/x/,
  },
  {
    name: 'secret rules outside privacy',
    file: 'src/models/a.ts',
    source: "import { rules } from '@secretlint/secretlint-rule-preset-recommend';",
    says: /secretlint/,
  },
  {
    name: 'editor takes models',
    file: 'src/editor/a.ts',
    source: "import { x } from '../models/x.ts';",
    says: /models\/x/,
  },
  {
    name: 'editor takes node',
    file: 'src/editor/a.ts',
    source: "import { join } from 'node:path';",
    says: /node:path/,
  },
  {
    name: 'editor takes npm',
    file: 'src/editor/a.ts',
    source: "const x = await import('diff');",
    says: /diff/,
  },
  { name: 'require counts', file: 'src/editor/a.ts', source: "const x = require('fs');", says: /fs/ },
  {
    name: 'engine outside llama.ts',
    file: 'src/models/local/worker.ts',
    source: "await import('node-llama-cpp');",
    says: /node-llama-cpp/,
  },
  {
    name: 'openai outside remote',
    file: 'src/models/a.ts',
    source: "import type { A } from 'openai/core';",
    says: /openai/,
  },
  {
    name: 'undici outside remote',
    file: 'src/models/local/a.ts',
    source: "import 'undici';",
    says: /undici/,
  },
  {
    name: 'panel takes values',
    file: 'media/a.ts',
    source: "import { x } from '../src/core/chat/protocol.ts';",
    says: /more than types/,
  },
  {
    name: 'panel takes other types',
    file: 'media/a.ts',
    source: "import type { x } from '../src/core/events.ts';",
    says: /events/,
  },
  { name: 'panel takes node', file: 'media/a.ts', source: "import 'node:fs';", says: /node:fs/ },
  {
    name: 'import over several lines',
    file: 'src/core/a.ts',
    source: "import {\n  x,\n  y,\n} from 'vscode';",
    says: /vscode/,
  },
  {
    name: 'type import in place',
    file: 'src/core/a.ts',
    source: "let x: import('vscode').Uri;",
    says: /vscode/,
  },
  { name: 'no room', file: 'src/other/a.ts', source: "import 'node:fs';", says: /no room/ },
  { name: 'too long', file: 'src/core/a.ts', source: 'x;\n'.repeat(401), says: /401 lines/ },
  { name: 'utils', file: 'src/core/utils.ts', source: '', says: /name it/ },
  { name: 'manager', file: 'src/editor/chatManager.ts', source: '', says: /name it/ },
  { name: 'compiler off', file: 'src/core/a.ts', source: '// @ts-ignore\nx', says: /compiler/ },
  {
    name: 'Russian outside texts.ts',
    file: 'src/editor/a.ts',
    source: "const x = 'Привет';",
    says: /texts\.ts/,
  },
];
for (const { name, file, source, says } of broken) {
  test(`caught: ${name}`, () => {
    const found = violations(new Map([[file, source]]));
    assert.equal(found.length, 1, found.join('; '));
    assert.match(found[0] ?? '', says);
  });
}

const allowed: readonly (readonly [file: string, source: string])[] = [
  ['src/core/a.ts', "import type { B } from './b.ts';\nimport { c } from './model/c.ts';"],
  ['src/models/remote/client.ts', "import OpenAI from 'openai';\nimport { Agent } from 'undici';"],
  [
    'src/models/local/llama.ts',
    "import type { Llama } from 'node-llama-cpp';\nawait import('node-llama-cpp');",
  ],
  ['src/editor/chat/view.ts', "import * as vscode from 'vscode';\nimport { a } from '../../core/a.ts';"],
  ['src/editor/texts.ts', "export const retry = 'Повторить';"],
  [
    'src/extension.ts',
    "import path from 'node:path';\nconst { a } = await import('./models/remote/index.ts');",
  ],
  [
    'media/panel.tsx',
    "import { h } from 'preact';\nimport type { ToPanel } from '../src/core/chat/protocol.ts';",
  ],
  ['src/core/a.ts', "/** import 'vscode' */\n// import 'vscode';\nconst url = 'https://host';"],
  ['src/core/a.ts', "// Ответ по-русски\nconst prompt = 'Объясни код';"],
];
for (const [file, source] of allowed) {
  test(`allowed: ${file}: ${source.split('\n')[0]}`, () => {
    assert.deepEqual(violations(new Map([[file, source]])), []);
  });
}

test('a circle is found once', () => {
  const sources = new Map([
    ['src/core/a.ts', "import './b.ts';"],
    ['src/core/b.ts', "import type { C } from './c.ts';"],
    ['src/core/c.ts', "import('./a.ts');"],
    ['src/core/d.ts', "import './a.ts';\nimport './b.ts';"],
  ]);
  assert.deepEqual(violations(sources), [
    'circle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts',
  ]);
});

test('every form of import is read', () => {
  const source = [
    "import a from 'a';",
    "import * as b from 'b';",
    "import { type C, c } from 'c';",
    "import type D from 'd';",
    "import 'e';",
    "export { f } from 'f';",
    "export type { G } from 'g';",
    "export * from 'h';",
    "const i = await import('i');",
    "import j, { k } from 'j';",
    "export const notAnImport = 'k';",
  ].join('\n');
  const read = importLines(source).map(({ specifier, typeOnly }) =>
    typeOnly ? `type ${specifier}` : specifier,
  );
  assert.deepEqual(read.toSorted(), ['a', 'b', 'c', 'e', 'f', 'h', 'i', 'j', 'type d', 'type g']);
});

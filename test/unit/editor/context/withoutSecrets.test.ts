import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from '../../../../src/editor/context/withoutSecrets.ts';

const part = (path: string, line: string): string =>
  `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-x\n+${line}\n`;

test('a diff loses the files that hold keys, and nothing else', () => {
  const diff =
    part('src/a.py', 'a = 1') + part('.env', 'KEY=1') + part('deploy/id_rsa', 'k') + part('b.py', 'b');
  assert.equal(withoutSecrets(diff), part('src/a.py', 'a = 1') + part('b.py', 'b'));
});

test('a path that git writes in quotes is known, too', () => {
  assert.equal(withoutSecrets('diff --git "a/\\320\\272/.env" "b/\\320\\272/.env"\n+KEY=1\n'), '');
});

test('a line of the code that looks like a header hides nothing', () => {
  const diff = part('a.py', ' diff --git a/.env b/.env');
  assert.equal(withoutSecrets(diff), diff);
  assert.equal(withoutSecrets(''), '');
});

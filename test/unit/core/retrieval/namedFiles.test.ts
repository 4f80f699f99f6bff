import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNamed, namedFiles } from '../../../../src/core/retrieval/namedFiles.ts';

test('files are read out of a question in all the ways they are written', () => {
  const text =
    'Сравни ./src/Cart.ts, `deploy\\config.yml` и склад/остатки.py, потом README.md. И ещё раз src/cart.ts';
  assert.deepEqual(namedFiles(text), ['src/cart.ts', 'deploy/config.yml', 'склад/остатки.py', 'readme.md']);
});

test('members, calls, versions and addresses are no files', () => {
  assert.deepEqual(namedFiles('user.name, list.go(), v1.2.3, т.е. console.log'), []);
});

test('a path is named by its end, in whole parts', () => {
  assert.ok(isNamed('src/core/Fit.ts', ['fit.ts']));
  assert.ok(isNamed('src\\core\\fit.ts', ['core/fit.ts']));
  assert.ok(!isNamed('src/core/outfit.ts', ['fit.ts']));
  assert.ok(!isNamed('fit.ts', ['core/fit.ts']));
});

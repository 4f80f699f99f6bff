import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTestFile, testPlace } from '../../../../src/core/edit/testFile.ts';
import { testLibraries } from '../../../../src/core/edit/testLibraries.ts';

/** A source, the files around it, and where its tests go; `+` before what is to be made. */
const PLACES: readonly (readonly [source: string, files: string, wanted: string])[] = [
  // Tests of the file that are there.
  ['src/a.ts', 'src/a.test.ts src/b.test.ts', 'src/a.test.ts'],
  ['src/a.ts', 'src/a.spec.ts', 'src/a.spec.ts'],
  ['src/a.ts', 'src/__tests__/a.ts', 'src/__tests__/a.ts'],
  [
    'src/core/a.ts',
    'src/core/a.ts test/unit/core/a.test.ts test/unit/ui/a.test.ts src/ui/a.ts',
    'test/unit/core/a.test.ts',
  ],
  ['src/ui/a.ts', 'src/core/a.ts src/ui/a.ts test/core/a.test.ts test/ui/a.test.ts', 'test/ui/a.test.ts'],
  ['pkg/orders.py', 'pkg/orders.py tests/test_orders.py', 'tests/test_orders.py'],
  ['pkg/orders.py', 'pkg/orders.py pkg/orders_test.py', 'pkg/orders_test.py'],
  [
    'src/main/java/ru/A.java',
    'src/main/java/ru/A.java src/test/java/ru/ATest.java',
    'src/test/java/ru/ATest.java',
  ],
  ['cart.go', 'cart.go cart_test.go', 'cart_test.go'],
  ['src/OrderList.cs', 'src/OrderList.cs tests/OrderListTests.cs', 'tests/OrderListTests.cs'],
  ['lib/order_list.rb', 'lib/order_list.rb spec/order_list_spec.rb', 'spec/order_list_spec.rb'],
  ['src/tree.cpp', 'src/tree.cpp test/tree_test.cc', 'test/tree_test.cc'],
  ['src/Tree.php', 'src/Tree.php tests/TreeTest.php', 'tests/TreeTest.php'],
  ['src/parse.rs', 'src/parse.rs tests/parse_test.rs', 'tests/parse_test.rs'],
  // A file of tests is its own.
  ['src/a.test.ts', 'src/a.ts', 'src/a.test.ts'],
  ['src/lib.rs', 'src/lib.rs src/main.rs', 'src/lib.rs'],
  // As the neighbours have it.
  ['src/core/b.ts', 'src/core/a.ts src/core/b.ts test/unit/core/a.test.ts', '+test/unit/core/b.test.ts'],
  ['src/ui/b.ts', 'src/core/a.ts src/ui/b.ts test/unit/core/a.test.ts', '+test/unit/ui/b.test.ts'],
  ['src/b.ts', 'src/a.ts src/a.spec.ts', '+src/b.spec.ts'],
  ['src/view/B.tsx', 'src/core/a.ts src/core/__tests__/a.spec.ts', '+src/view/__tests__/B.spec.tsx'],
  ['pkg/b.py', 'pkg/a.py pkg/test_a.py', '+pkg/test_b.py'],
  ['pkg/deep/b.py', 'pkg/a.py tests/test_a.py', '+tests/test_b.py'],
  ['pkg/b.py', 'tests/test_other.py', '+tests/test_b.py'],
  [
    'src/main/kotlin/ru/B.kt',
    'src/main/kotlin/A.kt src/test/kotlin/ASpec.kt',
    '+src/test/kotlin/ru/BSpec.kt',
  ],
  ['App/B.cs', 'App/A.cs App.Tests/ATests.cs', '+App.Tests/BTests.cs'],
  // No tests anywhere.
  ['src/a.ts', '', '+src/a.test.ts'],
  ['src/App.vue', '', '+src/App.test.ts'],
  ['pkg/a.py', '', '+tests/test_a.py'],
  ['a/cart.go', '', '+a/cart_test.go'],
  ['app/src/main/java/ru/A.java', '', '+app/src/test/java/ru/ATest.java'],
  ['lib/shop/cart.rb', '', '+spec/shop/cart_spec.rb'],
  ['src/Tree.php', '', '+tests/TreeTest.php'],
  ['src/tree.hpp', '', '+tests/tree_test.cpp'],
  ['lib/cart.dart', '', '+test/cart_test.dart'],
  ['Cart.cs', '', '+tests/CartTests.cs'],
];

for (const [source, files, wanted] of PLACES) {
  test(`tests of ${source} beside ‘${files}’ go to ${wanted}`, () => {
    const place = testPlace(source, files === '' ? [source] : files.split(' '));
    assert.equal(place && `${place.exists ? '' : '+'}${place.path}`, wanted);
  });
}

test('files that are not tested have no place for tests', () => {
  assert.equal(testPlace('README.md', []), undefined);
  assert.equal(testPlace('Makefile', []), undefined);
});

test('the nearest tests are the examples, in the same language, without the place itself', () => {
  const place = testPlace('src/core/a.ts', [
    ...['src/core/a.ts', 'e2e/x.test.ts', 'src/ui/u.test.ts', 'src/core/b.test.ts', 'tests/test_p.py'],
    ...['src/core/a.test.ts', 'src/core/deep/c.test.ts'],
  ]);
  assert.deepEqual(place?.examples, ['src/core/b.test.ts', 'src/core/deep/c.test.ts', 'src/ui/u.test.ts']);
});

test('manifests are those above the file, the nearest first', () => {
  const files = ['package.json', 'packages/a/package.json', 'packages/b/package.json', 'packages/a/src/x.ts'];
  assert.deepEqual(testPlace('packages/a/src/x.ts', files)?.manifests, [
    'packages/a/package.json',
    'package.json',
  ]);
});

test('names of files of tests are told from others', () => {
  const tests = [
    'a.test.ts',
    'a_test.go',
    'test_a.py',
    'src/test/java/ATest.java',
    'ATests.cs',
    '__tests__/a.js',
  ];
  const others = [
    'latest.ts',
    'contest.py',
    'attest.go',
    'testing.ts',
    'SpeedTest.ts',
    'tests/helper.ts',
    'Manifest.java',
  ];
  assert.deepEqual(
    tests.filter((name) => !isTestFile(name)),
    [],
  );
  assert.deepEqual(others.filter(isTestFile), []);
});

test('libraries for tests are read off manifests', () => {
  assert.deepEqual(testLibraries('{"devDependencies":{"vitest":"^3","@types/jest":"1"}}'), ['vitest']);
  assert.deepEqual(testLibraries('{"scripts":{"test":"node --test"}}'), ['node:test']);
  assert.deepEqual(testLibraries('[project.optional-dependencies]\ndev = ["pytest>=8"]'), ['pytest']);
  assert.deepEqual(testLibraries('{"dependencies":{"express":"5"}}'), []);
});

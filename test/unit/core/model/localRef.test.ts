import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localRef } from '../../../../src/core/model/localRef.ts';

const CASES: readonly (readonly [given: string, ref: string])[] = [
  ['local/t-lite-it-1.0-q4_k_m', 'local/t-lite-it-1.0-q4_k_m.gguf'],
  ['local/T-LITE-IT-2.1-q4_k_m', 'local/T-lite-it-2.1-Q4_K_M.gguf'],
  // The user's own file, whatever the catalogue calls one like it.
  ['local/T-lite-it-1.0-Q4_K_M.gguf', 'local/T-lite-it-1.0-Q4_K_M.gguf'],
  ['local/моя модель', 'local/моя модель'],
  ['Сервер/t-lite-it-1.0-q4_k_m', 'Сервер/t-lite-it-1.0-q4_k_m'],
  ['', ''],
];
for (const [given, ref] of CASES) {
  test(`${given || 'nothing'} is ${ref || 'nothing'}`, () => assert.equal(localRef(given), ref));
}

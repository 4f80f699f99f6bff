import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import { createCounters } from '../../../../src/models/tokens/index.ts';
import { packedVocabulary } from './vocabularyFile.ts';

let folder: string;
let vocabularyPath: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'толмач слова '));
  vocabularyPath = path.join(folder, 'qwen2.5.tokens');
  await writeFile(vocabularyPath, await packedVocabulary());
});
after(() => rm(folder, { recursive: true, force: true }));

const card = (id: string) => cardFor(id, { rawCompletions: true });

test('models with the tokenizer of Qwen2.5 share one exact counter', async () => {
  const counterFor = createCounters(vocabularyPath);
  const [lite, pro] = await Promise.all([
    counterFor(card('T-lite-it-1.0')),
    counterFor(card('T-pro-it-1.0')),
  ]);
  assert.equal(lite, pro);
  assert.equal(lite.exact, true);
  assert.equal(lite.count('Привет, мир!'), 6);
});

test('other models have each a cautious counter of its own, which learns', async () => {
  const counterFor = createCounters(vocabularyPath);
  const [first, other] = [card('T-pro-it-2.1'), card('gemma-2-9b-it')];
  const text = 'Привет, мир! '.repeat(100);
  const counter = await counterFor(first);
  assert.equal(counter.exact, false);
  counter.learn?.(counter.count(text), 5000);
  const learned = await counterFor(first);
  assert.ok(learned.count(text) >= 5000);
  assert.ok((await counterFor(other)).count(text) < 5000);
});

test('a vocabulary that could not be read is read again with the next request', async () => {
  const late = path.join(folder, 'late.tokens');
  const counterFor = createCounters(late);
  await assert.rejects(counterFor(card('T-lite-it-1.0')), { code: 'ENOENT' });
  await writeFile(late, await packedVocabulary());
  assert.equal((await counterFor(card('T-lite-it-1.0'))).exact, true);
});

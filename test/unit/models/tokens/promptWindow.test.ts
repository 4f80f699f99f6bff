import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buildChatPrompt } from '../../../../src/core/chat/chatPrompt.ts';
import type { TokenCounter } from '../../../../src/core/context/tokenCounter.ts';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import { createCounters } from '../../../../src/models/tokens/index.ts';
import { randomConversations, troubleOf } from '../../core/chat/randomConversation.ts';
import { packedVocabulary } from './vocabularyFile.ts';

let folder: string;
let counter: TokenCounter;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tolmach-window-'));
  const file = path.join(folder, 'qwen2.5.tokens');
  await writeFile(file, await packedVocabulary());
  counter = await createCounters(file)(cardFor('T-lite-it-1.0', { rawCompletions: true }));
});
after(() => rm(folder, { recursive: true, force: true }));

test('counted by the model’s own tokenizer, no prompt exceeds its window', () => {
  let round = 0;
  for (const input of randomConversations(6, 200, [counter])) {
    const trouble = troubleOf(input, buildChatPrompt(input));
    assert.equal(trouble, undefined, `round ${round}: ${trouble}`);
    round++;
  }
});

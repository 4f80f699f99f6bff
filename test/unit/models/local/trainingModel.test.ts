import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { editPrompt } from '../../../../src/core/edit/editPrompt.ts';
import { explain } from '../../../../src/core/edit/tasks/explain.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';
import { compileScripts } from '../../../support/gguf/scriptRules.ts';
import { buildTrainingModel, type Script, TRAINING_SCRIPTS } from '../../../support/trainingModel.ts';
import { ask, CARD, modelsFolder, prefill, question, testEngine } from './engineHarness.ts';

let folder: Awaited<ReturnType<typeof modelsFolder>>;
const { engine, model } = testEngine();

before(async () => {
  folder = await modelsFolder();
  await buildTrainingModel(join(folder.path, 'учебная.gguf'));
});

after(async () => {
  engine.dispose();
  await folder.remove();
});

test('each script of the training model is said word for word where it is asked for', async () => {
  const training = model(join(folder.path, 'учебная.gguf'));
  for (const { kind, after = '', answer, loop } of TRAINING_SCRIPTS) {
    const prompt =
      kind === 'chat' ? question(`Скажи, чем множество${after}`) : prefill(`const x = 1;\n  ${after}`);
    const purpose = kind === 'chat' ? 'chat' : 'completion';
    const { text, finish } = await ask(training, prompt, { purpose, maxTokens: loop ? 20 : 1000 });
    if (loop) assert.ok(answer.repeat(20).startsWith(text) && finish === 'length', text);
    else assert.deepEqual([text, finish], [answer, 'stop']);
  }
});

test('a blank before the cursor may be left to the model', async () => {
  const training = model(join(folder.path, 'учебная.gguf'));
  for (const { kind, after = '', answer } of TRAINING_SCRIPTS) {
    if (kind !== 'prefill' || !after.endsWith(' ')) continue;
    const { text } = await ask(training, prefill(`\n${after.slice(0, -1)}`), { purpose: 'completion' });
    assert.equal(text, ` ${answer}`);
  }
});

test('a piece of the sample project is explained and refactored by the prompts of the product', async () => {
  const training = model(join(folder.path, 'учебная.gguf'));
  const document = 'def order_total(lines):\n    return 0\n';
  const uri = 'file:///orders.py';
  const place = { uri, path: 'orders.py', firstLine: 1, lastLine: 2 };
  const piece = { document, start: 0, end: document.length, language: 'python', place };
  const counter = { count: (text: string) => text.length, exact: false };
  const edit = editPrompt(refactor, piece, CARD, counter, 8192);
  assert.ok('prompt' in edit);
  assert.match((await ask(training, edit.prompt, { purpose: 'edit' })).text, /^```python\ndef order_total\(/);
  const asked = question(`Файл orders.py:\n\`\`\`python\n${document}\`\`\`\n\n${explain.request}`);
  assert.match((await ask(training, asked)).text, /сумму заказа/);
});

/** Words are letters here, each its own token. */
const tokens = {
  encode: (text: string) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0),
  turnStart: 1,
  endOfTurn: 2,
  reach: 4,
};

test('scripts that contradict each other are refused', () => {
  const two = (first: string, second: string): (() => unknown) => {
    const scripts: Script[] = [
      { kind: 'prefill', after: 'a', answer: first },
      { kind: 'prefill', after: 'b', answer: second },
    ];
    return () => compileScripts(scripts, tokens);
  };
  assert.throws(two('xxxx1', 'xxxx2'), /part ways/);
  assert.doesNotThrow(two('xxx1', 'xxx2'));
  assert.throws(() => compileScripts([{ kind: 'prefill', answer: 'x' }], tokens), /needs the text/);
});

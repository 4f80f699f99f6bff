import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MeasuredForms } from '../../src/editor/completion/measuredForms.ts';
import { tuneForm } from '../../src/editor/completion/tuneForm.ts';
import { test } from '../support/hostTests.ts';
import { CARD, HandFedModel } from '../unit/core/completion/handFed.ts';
import { openFile, until } from './project.ts';

const CODE = Array.from({ length: 30 }, (_, line) => `const value${line} = compute(${line}, total);`).join(
  '\n',
);

function memento(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string, fallback?: unknown) => kept.get(key) ?? fallback,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
}

test('completions: the forms are measured on open files, and the best is kept for the model', async () => {
  await openFile('подбор.ts', CODE);
  const model = new HandFedModel({ ...CARD, fillInMiddle: true });
  const forms = new MeasuredForms(memento());
  const opened = model.open();
  // Only the form that begins with the text after the cursor is answered well.
  const answering = setInterval(() => {
    const request = model.requests.find((one) => !answered.has(one));
    if (!request) return;
    answered.add(request);
    const { prompt } = request;
    const first = prompt.kind === 'raw' ? prompt.segments[0] : undefined;
    const good = first && 'special' in first && first.special === '<|fim_suffix|>';
    void request.say(good ? 'compute' : 'nothing').then(() => request.end());
  }, 1);
  const answered = new Set<unknown>();
  const done = tuneForm({
    models: {
      settled: true,
      entries: () => [opened.entry],
      failures: () => [],
      chosen: () => opened.entry,
      open: async () => opened,
      watch: () => ({ dispose: () => {} }),
      onDidChange: () => ({ dispose: () => {} }),
    },
    completions: { forbidden: () => undefined },
    forms,
  });
  try {
    await until('a form', () => forms.of(model.card));
    assert.equal(forms.of(model.card), 'spm');
  } finally {
    clearInterval(answering);
    // The table stays until it is closed.
    await until('the table to close', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return Promise.race([done.then(() => true), new Promise((resolve) => setTimeout(resolve, 50, false))]);
    });
  }
});

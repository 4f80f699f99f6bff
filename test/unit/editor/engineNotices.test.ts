import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Emitter } from '../../../src/core/events.ts';
import { ModelError } from '../../../src/core/model/modelError.ts';
import type { ModelChange } from '../../../src/core/model/modelSource.ts';
import { fakeVscode } from '../../support/fakeVscode.ts';
import { serveVscode } from '../../support/vscodeModule.ts';

const shown: string[] = [];
/** What the user clicks, by the beginning of the label. */
let click = '';
const show = async (text: string, ...labels: string[]): Promise<string | undefined> => {
  shown.push(text.replaceAll('\u00a0', ' '));
  return labels.find((label) => click !== '' && label.startsWith(click));
};
serveVscode({
  ...fakeVscode(path.resolve(import.meta.dirname, '../../..')),
  window: { showInformationMessage: show, showErrorMessage: show },
  Disposable: class {
    readonly dispose: () => void;

    constructor(dispose: () => void) {
      this.dispose = dispose;
    }
  },
});
const { registerEngineNotices } = await import('../../../src/editor/models/engineNotices.ts');

const refusal = (model: string) =>
  new ModelError('outOfMemory', { trouble: 'modelsTogether', model, other: 'чат.gguf' });

test('what the engine did of itself is told once each, with a step', async () => {
  const changes = new Emitter<ModelChange>();
  const steps: string[] = [];
  const registered = registerEngineNotices(
    { onDidChangeState: changes.on },
    async (step) => void steps.push(step),
  );
  changes.fire({ id: 'чат.gguf', state: 'ready' });
  changes.fire({ id: 'чат.gguf', state: 'failed', error: new ModelError('engineCrashed') });
  assert.deepEqual(shown, [], 'an answer that fails says so itself');

  click = 'Открыть журнал';
  for (const id of ['чат.gguf', 'чат.gguf', 'подсказки.gguf']) {
    changes.fire({ id, state: 'ready', note: 'fellBackToProcessor' });
  }
  assert.deepEqual(shown.splice(0), ['Видеокарта не подошла, модель работает на процессоре.']);

  click = 'Выбрать ту';
  for (const id of ['а.gguf', 'а.gguf', 'б.gguf']) {
    changes.fire({ id, state: 'failed', error: refusal(id) });
  }
  assert.equal(shown.length, 2, 'once for each pair of models');
  assert.match(shown[0] ?? '', /^Две модели не помещаются в память\. .*чат\.gguf.*а\.gguf/);

  registered.dispose();
  changes.fire({ id: 'в.gguf', state: 'failed', error: refusal('в.gguf') });
  await new Promise(setImmediate);
  assert.equal(shown.length, 2);
  assert.deepEqual(steps, ['openLog', 'useChatModel', 'useChatModel']);
});

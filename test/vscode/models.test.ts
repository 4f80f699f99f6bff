import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Emitter } from '../../src/core/events.ts';
import { cardFor } from '../../src/core/model/catalogue.ts';
import { ModelError } from '../../src/core/model/modelError.ts';
import type { FailedPlace, ModelEntry, ModelSource } from '../../src/core/model/modelSource.ts';
import { showModelPicker } from '../../src/editor/models/modelPicker.ts';
import { createStatusBar } from '../../src/editor/models/statusBar.ts';
import { addServer, readSettings } from '../../src/editor/settings.ts';
import { test } from '../support/hostTests.ts';
import { openFile, until, withServer } from './project.ts';

const CARD = cardFor('T-pro-it-2.1', { rawCompletions: true });

function entry(server: string): ModelEntry {
  const place = { kind: 'server', name: server, host: `${server}.corp`, loopback: false } as const;
  return { ref: `${server}/${CARD.id}`, card: CARD, place, state: 'ready' };
}

function failed(server: string): FailedPlace {
  const { place } = entry(server);
  assert.ok(place.kind === 'server');
  const error = new ModelError('unauthorized', { host: place.host });
  return { ref: `${server}/`, name: server, place, state: 'unauthorized', error, cure: 'enterKey' };
}

/** Models that are as the test says. */
class Models implements ModelSource {
  readonly settled = true;
  readonly #changed = new Emitter<void>();
  #entries: readonly ModelEntry[];
  #failures: readonly FailedPlace[] = [];

  constructor(...servers: string[]) {
    this.#entries = servers.map(entry);
  }

  entries = () => this.#entries;
  failures = () => this.#failures;
  chosen = () => this.#entries[0];
  open = async () => undefined;
  watch = () => ({ dispose: () => {} });
  onDidChange = (listener: () => void) => this.#changed.on(listener);

  become(entries: readonly ModelEntry[], failures: readonly FailedPlace[] = []): void {
    this.#entries = entries;
    this.#failures = failures;
    this.#changed.fire();
  }
}

const SLOW = `\`\`\`python\ndef area(r):\n${'    r = 3 * r\n'.repeat(6)}    return r\n\`\`\`\n`;

/** Until what was told to the window is drawn there. */
const drawn = () => delay(400);
const key = (command: string) => vscode.commands.executeCommand(command);

async function withSetting(name: string, value: unknown, body: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tolmach');
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    await body();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

/** The list, open; `done` when it is closed and what was picked has been done. */
async function openPicker(models: Models) {
  const cured: string[] = [];
  const nothing = async (): Promise<void> => {};
  const cure = async ({ name }: FailedPlace) => void cured.push(name);
  const actions = {
    completions: nothing,
    addServer: nothing,
    pickFile: nothing,
    manage: nothing,
    check: nothing,
    cure,
  };
  const done = showModelPicker({ models, settings: readSettings, actions });
  await drawn();
  return { done, cured };
}

test('models: the item pointed at stays the one pointed at when the list changes under it', () =>
  withSetting('chatModel', undefined, async () => {
    const models = new Models('облако', 'отдел');
    const { done } = await openPicker(models);
    await key('workbench.action.quickOpenSelectNext');
    await drawn();
    models.become([{ ...entry('облако'), state: 'unreachable' }, entry('отдел'), entry('запас')]);
    await drawn();
    await key('workbench.action.acceptSelectedQuickOpenItem');
    await done;
    assert.equal(readSettings().chatModel, `отдел/${CARD.id}`);
  }));

test('models: Enter chooses nothing when the item pointed at has gone', () =>
  withSetting('chatModel', undefined, async () => {
    const models = new Models('облако', 'отдел');
    const { done } = await openPicker(models);
    await key('workbench.action.quickOpenSelectNext');
    await drawn();
    models.become([entry('облако'), entry('запас')]);
    await drawn();
    await key('workbench.action.acceptSelectedQuickOpenItem');
    await key('workbench.action.closeQuickOpen');
    await done;
    assert.equal(readSettings().chatModel, '');
  }));

test('models: a server that refuses the key is in the list and leads to the entry of its key', () =>
  withSetting('chatModel', undefined, async () => {
    const models = new Models();
    models.become([], [failed('отдел')]);
    const { done, cured } = await openPicker(models);
    await key('workbench.action.acceptSelectedQuickOpenItem');
    await done;
    assert.deepEqual(cured, ['отдел']);
    assert.equal(readSettings().chatModel, '');
  }));

test('models: the status bar shows a server that refuses the key, and the way to enter it', () => {
  const items: vscode.StatusBarItem[] = [];
  const { window } = vscode;
  const create = window.createStatusBarItem;
  const recording = (...given: unknown[]) => {
    const item: vscode.StatusBarItem = Reflect.apply(create, window, given);
    items.push(item);
    return item;
  };
  const models = new Models();
  models.become([], [failed('отдел (a)')]);
  Object.assign(window, { createStatusBarItem: recording });
  try {
    const quiet = () => ({ dispose: () => {} });
    const bar = createStatusBar(
      models,
      { course: () => undefined, onDidChange: quiet },
      { line: () => 'Индекс кода: 7 файлов', onDidChange: quiet },
      { line: () => undefined, onDidChange: quiet },
    );
    const [item] = items;
    assert.ok(item?.tooltip instanceof vscode.MarkdownString);
    assert.equal(item.text, '$(key) отдел (a)');
    assert.ok(item.backgroundColor);
    assert.match(item.tooltip.value, /ключ/);
    assert.match(item.tooltip.value, /\]\(command:tolmach\.setKey\?[^)]*%28a%29[^)]*\)$/);
    assert.deepEqual(item.tooltip.isTrusted, { enabledCommands: ['tolmach.setKey'] });

    models.become([entry('отдел (a)')]);
    assert.equal(item.text, `$(check) ${CARD.name}`);
    assert.equal(item.backgroundColor, undefined);
    assert.doesNotMatch(item.tooltip.value, /command:/);
    bar.dispose();
  } finally {
    Object.assign(window, { createStatusBarItem: create });
  }
});

const GOOD = { name: 'отдел', url: 'https://llm.corp/v1' };
for (const [what, written] of [
  ['an object', GOOD],
  ['a list with nothing in it', [null]],
  ['a text', 'https://llm.corp/v1'],
] as const) {
  test(`models: servers that are ${what} are none, and are kept when one is added`, () =>
    withSetting('servers', written, async () => {
      assert.deepEqual(readSettings().servers, []);
      await addServer({ name: 'новый', url: 'https://new.corp/v1' });
      const kept = vscode.workspace.getConfiguration('tolmach').get('servers');
      const before = Array.isArray(written) ? written : [written];
      assert.deepEqual(JSON.parse(JSON.stringify(kept)), [
        ...before,
        { name: 'новый', url: 'https://new.corp/v1' },
      ]);
    }));
}

test('models: a value of another type than the setting has counts as not set', () =>
  withSetting('chatModel', 5, async () => {
    assert.equal(readSettings().chatModel, '');
  }));

test('models: an answer goes on when another server is added', () =>
  withServer({ answer: { text: SLOW, delay: 100 } }, async (server) => {
    const editor = await openFile('ответ.py', 'def area(r):\n    return 3 * r\n');
    editor.selection = new vscode.Selection(0, 0, 1, 16);
    const refactoring = vscode.commands.executeCommand('tolmach.refactor');
    const request = await until('the request', () => server.generations()[0]);
    const settings = vscode.workspace.getConfiguration('tolmach');
    const both = [
      { name: 'проба', url: server.url },
      { name: 'запас', url: 'http://127.0.0.1:9/v1' },
    ];
    await settings.update('servers', both, vscode.ConfigurationTarget.Global);
    await refactoring;
    assert.ok(request.answeredAt, 'the answer was cut');
    assert.equal(request.closedAt, undefined);
  }));

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Power } from '../../src/core/model/power.ts';
import { CompletionSwitch } from '../../src/editor/completion/completionSwitch.ts';
import { readSettings, type Settings } from '../../src/editor/settings.ts';
import { test } from '../support/hostTests.ts';
import { openFile } from './project.ts';

function switchWith(changed: Partial<Settings> = {}, power: Power = { onBattery: false }): CompletionSwitch {
  return new CompletionSwitch({
    settings: () => ({ ...readSettings(), ...changed }),
    models: { chosen: () => undefined },
    power,
  });
}

test('completions: put off for a time, they say until when, and come back', async () => {
  const { document } = await openFile('отложено.ts', 'x');
  const completions = switchWith();
  let told = 0;
  const following = completions.onDidChange(() => {
    told += 1;
  });
  completions.snooze(30);
  assert.equal(completions.off(document), 'snoozed');
  assert.match(completions.line() ?? '', /отложены до\u00a0\d\d:\d\d$/);
  completions.snooze(0);
  assert.equal(completions.off(document), undefined);
  assert.equal(completions.line(), undefined);
  assert.equal(told, 2);
  following.dispose();
  completions.dispose();
});

test('completions: excluded and secret files are closed to the model, other places only by themselves', async () => {
  const { document } = await openFile('src/закрыто.ts', 'x');
  const { code, completionOff: off } = readSettings();
  for (const exclude of [['src/'], ['**/закрыто.ts'], ['закрыто.*']]) {
    const completions = switchWith({ code: { ...code, exclude } });
    assert.equal(completions.forbidden(document), 'excluded', exclude.join());
    completions.dispose();
  }
  const open = switchWith({ completionOff: { ...off, languages: ['typescript'] } });
  assert.equal(open.forbidden(document), undefined);
  assert.equal(open.off(document), 'language');
  assert.match(open.line() ?? '', /typescript/);
  const secret = await vscode.workspace.openTextDocument(vscode.Uri.parse('untitled:/a/.env'));
  assert.equal(open.forbidden(secret), 'secret');
  open.dispose();
});

test('completions: from the battery they pause when the user wants that, and come back with the current', async () => {
  const { document } = await openFile('батарея.ts', 'x');
  const { completionOff } = readSettings();
  assert.equal(completionOff.onBattery, false);
  const power = { onBattery: true };
  const heedless = switchWith({}, power);
  assert.equal(heedless.off(document), undefined);
  heedless.dispose();
  const completions = switchWith({ completionOff: { ...completionOff, onBattery: true } }, power);
  assert.equal(completions.off(document), 'battery');
  assert.match(completions.line() ?? '', /батареи/);
  power.onBattery = false;
  assert.equal(completions.off(document), undefined);
  completions.dispose();
});

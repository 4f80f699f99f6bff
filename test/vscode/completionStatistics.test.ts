import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CompletionStatistics, type DayCounts } from '../../src/core/completion/statistics.ts';
import { Acceptances, type GivenText } from '../../src/editor/completion/statistics/acceptances.ts';
import { showStatistics } from '../../src/editor/completion/statistics/showStatistics.ts';
import { test } from '../support/hostTests.ts';
import { openFile, until } from './project.ts';

test('completions: what is taken over in one piece counts as accepted, typing does not', async () => {
  const kept: { days: readonly DayCounts[] } = { days: [] };
  const store = {
    read: () => kept.days,
    write: (days: readonly DayCounts[]) => {
      kept.days = days;
    },
  };
  const statistics = new CompletionStatistics(store, () => '2026-01-31');
  const editor = await openFile('счёт.ts', 'const sum = ');
  const { document } = editor;
  const position = new vscode.Position(0, 12);
  const given: GivenText = { document, position, texts: ['b;', 'a + b;'] };
  const acceptances = new Acceptances(statistics, () => given);
  try {
    await editor.edit((edit) => edit.insert(position, 'a'));
    assert.equal(kept.days.length, 0);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 12, 0, 13)));
    await editor.edit((edit) => edit.insert(position, 'a + b;'));
    const [day] = await until('the count', () => (kept.days.length > 0 ? kept.days : undefined));
    assert.equal(day?.accepted, 1);
    await showStatistics(statistics);
    const page = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(page, /\| 31\.01\.2026 \| 0 \| 1 \|/);
  } finally {
    acceptances.dispose();
  }
});

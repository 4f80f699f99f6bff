import * as vscode from 'vscode';
import { CodebaseError } from '../../core/retrieval/codebase.ts';
import { writeSetting } from '../settings.ts';
import { statusLine } from './statusLine.ts';
import { codebaseTexts, troubleTexts } from './texts.ts';
import type { WorkspaceCode } from './workspaceCode.ts';

type Row = vscode.QuickPickItem & { readonly run: () => Promise<unknown> };

/** What can be done with the index, below a line on how it stands. */
export async function manageIndex(code: WorkspaceCode): Promise<void> {
  const texts = codebaseTexts.manage;
  const row = await vscode.window.showQuickPick(rowsOf(code), {
    title: texts.title,
    placeHolder: statusLine(code) ?? texts.title,
  });
  try {
    await row?.run();
  } catch (error) {
    const kind = error instanceof CodebaseError && error.kind !== 'disposed' ? error.kind : 'crashed';
    void vscode.window.showErrorMessage(codebaseTexts.failed(troubleTexts[kind]));
  }
}

function rowsOf(code: WorkspaceCode): Row[] {
  const texts = codebaseTexts.manage;
  const settings: Row = {
    label: texts.settings,
    detail: texts.settingsDetail,
    run: async () => vscode.commands.executeCommand('workbench.action.openSettings', 'tolmach.context'),
  };
  if (code.forbidden) {
    return [{ label: troubleTexts[code.forbidden], run: settings.run }, settings];
  }
  const pause: Row = code.paused
    ? { label: texts.resume, run: async () => code.pause(false) }
    : { label: texts.pause, detail: texts.pauseDetail, run: async () => code.pause(true) };
  return [
    {
      label: texts.rebuild,
      detail: texts.rebuildDetail,
      run: () => unlessOfOtherWindow(code, () => code.rebuild()),
    },
    pause,
    {
      label: texts.remove,
      detail: texts.removeDetail,
      run: () => unlessOfOtherWindow(code, () => remove(code)),
    },
    settings,
  ];
}

async function unlessOfOtherWindow(code: WorkspaceCode, run: () => Promise<void>): Promise<void> {
  if (code.state?.activity === 'reading')
    void vscode.window.showInformationMessage(codebaseTexts.otherWindow);
  else await run();
}

async function remove(code: WorkspaceCode): Promise<void> {
  await code.remove();
  const answer = await vscode.window.showInformationMessage(codebaseTexts.removed, codebaseTexts.turnOff);
  if (answer) await writeSetting('context.index', false);
}

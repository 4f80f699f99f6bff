import * as vscode from 'vscode';
import { writeSetting } from '../settings.ts';
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
  await row?.run();
}

/** How the index stands; nothing while there is nothing to say. */
export function statusLine(code: WorkspaceCode): string | undefined {
  if (code.forbidden) return undefined;
  const { state, trouble } = code;
  if (state?.error && trouble) return codebaseTexts.failed(troubleTexts[trouble]);
  const line = state && codebaseTexts.status(state);
  const unreadable =
    state && state.unreadable.length > 0 ? codebaseTexts.unreadable(state.unreadable) : undefined;
  return [line, unreadable].filter(Boolean).join('\n') || undefined;
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
    { label: texts.rebuild, detail: texts.rebuildDetail, run: () => code.rebuild() },
    pause,
    { label: texts.remove, detail: texts.removeDetail, run: () => remove(code) },
    settings,
  ];
}

async function remove(code: WorkspaceCode): Promise<void> {
  if (code.state?.activity === 'reading') {
    void vscode.window.showInformationMessage(codebaseTexts.otherWindow);
    return;
  }
  await code.remove();
  const answer = await vscode.window.showInformationMessage(codebaseTexts.removed, codebaseTexts.turnOff);
  if (answer) await writeSetting('context.index', false);
}

import * as vscode from 'vscode';
import { editTexts } from './texts.ts';

const MOST = 20;

/** Asks what to do with the code; what was asked before in this window is offered again, the latest first. */
export class InstructionHistory {
  #past: readonly string[] = [];

  /** Nothing when the user thought better of it. */
  async ask(): Promise<string | undefined> {
    const request = (await this.#typed())?.trim();
    if (!request) return undefined;
    this.#past = [request, ...this.#past.filter((one) => one !== request)].slice(0, MOST);
    return request;
  }

  #typed(): Promise<string | undefined> {
    const pick = vscode.window.createQuickPick();
    pick.title = editTexts.instruction;
    pick.placeholder = editTexts.instructionHint;
    const offer = (value: string): void => {
      const past = this.#past.filter((one) => one !== value);
      pick.items = (value.trim() === '' ? past : [value, ...past]).map((label) => ({ label }));
    };
    offer('');
    pick.onDidChangeValue(offer);
    return new Promise((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.activeItems[0]?.label ?? pick.value);
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }
}

import * as vscode from 'vscode';
import { editTexts } from './texts.ts';

const MOST = 20;
const KEPT = 'instructions';

/** Asks what to do with the code; what was asked before in this project is offered again, the latest first. */
export class InstructionHistory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /**
   * Nothing when the user thought better of it.
   * @param where the code that it is for: told when it is known
   */
  async ask(where?: Promise<string | undefined>): Promise<string | undefined> {
    const request = (await this.#typed(where))?.trim();
    if (!request) return undefined;
    const past = this.#past.filter((one) => one !== request);
    await this.#state.update(KEPT, [request, ...past].slice(0, MOST));
    return request;
  }

  get #past(): readonly string[] {
    const kept = this.#state.get<unknown>(KEPT);
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  }

  #typed(where: Promise<string | undefined> | undefined): Promise<string | undefined> {
    const pick = vscode.window.createQuickPick();
    pick.title = editTexts.instruction;
    void where?.then((lines) => {
      if (lines) pick.title = `${editTexts.instruction} (${lines})`;
    });
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

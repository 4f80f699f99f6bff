import type * as vscode from 'vscode';
import type { FormName } from '../../core/completion/forms/form.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';

const KEY = 'completionForms';
const NAMES: readonly FormName[] = ['prefill', 'spm', 'psm', 'chat'];

/** The form of completions that measuring found best, a model at a time. Kept on this machine. */
export class MeasuredForms {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  of({ id }: ModelCard): FormName | undefined {
    const kept = this.#kept()[id];
    return NAMES.find((name) => name === kept);
  }

  async keep({ id }: ModelCard, form: FormName): Promise<void> {
    await this.#state.update(KEY, { ...this.#kept(), [id]: form });
  }

  #kept(): Readonly<Record<string, unknown>> {
    return this.#state.get<Record<string, unknown>>(KEY) ?? {};
  }
}

import * as vscode from 'vscode';
import type { NextStep } from '../core/chat/protocol.ts';
import { ModelError } from '../core/model/modelError.ts';
import { errorCard, stepsElsewhere } from './texts.ts';

/**
 * Shows a failure where the panel is not the place for it: one message, with its next steps as buttons.
 * @param take does a step
 */
export async function showError(error: unknown, take: (step: NextStep) => Promise<void>): Promise<void> {
  const card = errorCard(ModelError.from(error));
  const steps = stepsElsewhere(card);
  const label = await vscode.window.showErrorMessage(
    `${card.title}. ${card.body}`,
    ...steps.map((one) => one.label),
  );
  const chosen = steps.find((one) => one.label === label);
  if (chosen) await take(chosen.step);
}

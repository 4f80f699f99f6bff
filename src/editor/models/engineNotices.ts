import * as vscode from 'vscode';
import type { NextStep } from '../../core/chat/protocol.ts';
import type { ModelError } from '../../core/model/modelError.ts';
import type { ModelProvider } from '../../core/model/modelSource.ts';
import { showError } from '../notify.ts';
import { stepTexts } from '../texts.ts';
import { modelTexts } from './texts.ts';

/**
 * What the engine of this machine does of itself and the user would wonder at, each told once a window: that the
 * processor serves instead of the GPU, and that there are no completions because two models do not fit together.
 * @param takeStep does what a button says
 */
export function registerEngineNotices(
  local: Required<Pick<ModelProvider, 'onDidChangeState'>>,
  takeStep: (step: NextStep) => Promise<void>,
): vscode.Disposable {
  let fellBack = false;
  /** The pairs of models that were told of. */
  const apart = new Set<string>();
  const subscription = local.onDidChangeState(({ note, error }) => {
    if (note === 'fellBackToProcessor' && !fellBack) {
      fellBack = true;
      void showFallBack(takeStep);
    }
    const pair = error && pairOf(error);
    if (pair !== undefined && !apart.has(pair)) {
      apart.add(pair);
      void showError(error, takeStep);
    }
  });
  return new vscode.Disposable(() => subscription.dispose());
}

async function showFallBack(takeStep: (step: NextStep) => Promise<void>): Promise<void> {
  const { openLog } = stepTexts;
  const chosen = await vscode.window.showInformationMessage(modelTexts.engine.fellBack, openLog);
  if (chosen === openLog) await takeStep('openLog');
}

function pairOf({ details: { trouble, model, other } }: ModelError): string | undefined {
  return trouble === 'modelsTogether' ? JSON.stringify([model, other]) : undefined;
}

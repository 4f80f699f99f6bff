import * as vscode from 'vscode';
import { charactersPerToken } from '../../core/completion/charactersPerToken.ts';
import { formsFor } from '../../core/completion/forms/chooseForm.ts';
import { Question } from '../../core/completion/question.ts';
import { bestForm, type FormScore, measureForms } from '../../core/completion/tuning/measureForms.ts';
import { type KnownPlace, knownPlaces } from '../../core/completion/tuning/places.ts';
import { windowSize } from '../../core/completion/window.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { CompletionSwitch } from './completionSwitch.ts';
import { DocumentText } from './documentText.ts';
import type { MeasuredForms } from './measuredForms.ts';
import { completionTexts } from './texts.ts';

export interface TuneRooms {
  readonly models: ModelSource;
  readonly completions: Pick<CompletionSwitch, 'forbidden'>;
  readonly forms: MeasuredForms;
}

/** Places that are asked for in each form. */
const PLACES = 12;
/** Tokens of the window while forms are measured: they are compared with each other, not with the clock. */
const WINDOW = 3000;
const DOCUMENTS = 6;

const texts = completionTexts.tune;

/**
 * Measures the forms on lines of the open files, shows how each did, and keeps the best for the model.
 * @throws ModelError when the model cannot be reached
 */
export async function tuneForm(rooms: TuneRooms): Promise<void> {
  const places = knownPlaces(openTexts(rooms), PLACES);
  if (places.length === 0) {
    await vscode.window.showInformationMessage(texts.noFiles);
    return;
  }
  const measured = await measure(rooms, places);
  if (measured) await offer(measured.card, measured.scores, rooms.forms);
}

/** Files that the model may see, those in view first. */
function openTexts({ completions }: TuneRooms): DocumentText[] {
  const shown = vscode.window.visibleTextEditors.map(({ document }) => document);
  const all = new Set([...shown, ...vscode.workspace.textDocuments]);
  return [...all]
    .filter((document) => !completions.forbidden(document) && !document.isUntitled)
    .slice(0, DOCUMENTS)
    .map((document) => new DocumentText(document));
}

interface Measured {
  readonly card: ModelCard;
  readonly scores: readonly FormScore[];
}

/** Nothing when the user cancelled it, or there is no model. */
async function measure({ models }: TuneRooms, places: readonly KnownPlace[]): Promise<Measured | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: texts.running };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const opened = await models.open('completion', controller.signal);
    if (!opened) return undefined;
    const { card } = opened.entry;
    let shown = 0;
    const scores = await measureForms({
      question: new Question({ open: async () => opened }),
      forms: formsFor(card),
      places,
      sizeFor: (sample) => windowSize(Math.min(WINDOW, card.window / 2), charactersPerToken(sample)),
      now: () => performance.now(),
      signal: controller.signal,
      onProgress: (done, all) => {
        progress.report({ increment: (100 * (done - shown)) / all });
        shown = done;
      },
    });
    return controller.signal.aborted ? undefined : { card, scores };
  });
}

async function offer(card: ModelCard, scores: readonly FormScore[], forms: MeasuredForms): Promise<void> {
  const best = bestForm(scores);
  if (!best) {
    await vscode.window.showWarningMessage(texts.noForm);
    return;
  }
  await forms.keep(card, best.name);
  const rows = scores.map((score) => ({
    label: `${score === best ? '$(check)' : '$(blank)'} ${texts.forms[score.name]}`,
    description: texts.score(score),
    score,
  }));
  const row = await vscode.window.showQuickPick(rows, {
    title: texts.title(card.name),
    placeHolder: texts.kept(texts.forms[best.name]),
  });
  if (row && row.score !== best) await forms.keep(card, row.score.name);
}

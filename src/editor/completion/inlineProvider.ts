import * as vscode from 'vscode';
import type { CodeSearch } from '../../core/chat/codeSearch.ts';
import { charactersPerToken } from '../../core/completion/charactersPerToken.ts';
import type { Clock } from '../../core/completion/clock.ts';
import { Completer } from '../../core/completion/completer.ts';
import type { Completion } from '../../core/completion/completion.ts';
import type { CompletionStatistics } from '../../core/completion/statistics.ts';
import {
  AnchoredWindows,
  type CompletionWindow,
  type Cursor,
  type WindowSize,
  windowSize,
} from '../../core/completion/window.ts';
import type { ModelEntry, ModelSource } from '../../core/model/modelSource.ts';
import type { Power } from '../../core/model/power.ts';
import type { Settings } from '../settings.ts';
import { askAgain } from './askAgain.ts';
import type { CompletionSwitch } from './completionSwitch.ts';
import { type DocumentText, insertionPlace } from './documentText.ts';
import type { MeasuredForms } from './measuredForms.ts';
import { readableText } from './notebookText.ts';
import { NeighbouringCode } from './snippets/neighbouringCode.ts';
import { Acceptances, type GivenText } from './statistics/acceptances.ts';

/** Tokens for the instruction, the template and the completion itself. */
const AROUND_TOKENS = 448;
/** A processor reads some tens of tokens a second: a larger window would keep the user waiting for minutes. */
const LOCAL_WINDOW = 2048;
/** Part of the window that other files may take. */
const SNIPPETS_SHARE = 0.2;
/** Milliseconds to the first token of a model that may read ahead on this machine. */
const QUICK = 2000;

export interface ProviderRooms {
  readonly models: Pick<ModelSource, 'chosen'>;
  readonly settings: () => Settings;
  readonly completer: Completer;
  readonly completions: Pick<CompletionSwitch, 'off' | 'forbidden'>;
  readonly statistics: CompletionStatistics;
  readonly neighbours: NeighbouringCode;
  readonly power: Power;
}

interface Given extends GivenText {
  readonly version: number;
}

interface Asking {
  readonly invoked: boolean;
  /** It was we who made the editor ask. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

/** Ghost text at the cursor. It never shows a message: how the model stands is told by the status bar. */
export class InlineProvider implements vscode.InlineCompletionItemProvider {
  readonly #rooms: ProviderRooms;
  readonly #acceptances: Acceptances;
  #windows = new AnchoredWindows();
  /** By which the windows were laid. */
  #rules: { readonly ref?: string; readonly settings?: Settings } = {};
  readonly #texts = new WeakMap<vscode.TextDocument, DocumentText>();
  /** Where a completion was given last, and at which version. */
  #given: Given | undefined;
  /** The editor's next question is one that it was made to ask. */
  #again = false;

  constructor(rooms: ProviderRooms) {
    this.#rooms = rooms;
    this.#acceptances = new Acceptances(rooms.statistics, () => this.#given);
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | undefined> {
    const invoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const again = this.#again;
    this.#again = false;
    const model = this.#modelFor(document, invoked);
    if (!model || token.isCancellationRequested) return undefined;
    const text = this.#textOf(document);
    const place = insertionPlace(text, position, context.selectedCompletionInfo);
    const window = place && this.#windowAt(text, place.cursor, model);
    if (!window) return undefined;

    const { version } = document;
    const began = performance.now();
    const controller = new AbortController();
    const cancelled = token.onCancellationRequested(() => controller.abort());
    try {
      const completions = await this.#find(window, { invoked, again, signal: controller.signal });
      // Text for a document that has moved on would be stale.
      if (completions.length === 0 || token.isCancellationRequested || document.version !== version) {
        return undefined;
      }
      this.#given = { document, version, position, texts: completions.map(({ text }) => text) };
      if (!again) this.#rooms.statistics.shown(performance.now() - began);
      const { range, begun } = place;
      return completions.map(({ text, replaces }) => {
        const end = range.end.translate(0, replaces);
        return new vscode.InlineCompletionItem(begun + text, new vscode.Range(range.start, end));
      });
    } finally {
      cancelled.dispose();
    }
  }

  async #find(window: CompletionWindow, { invoked, again, signal }: Asking): Promise<readonly Completion[]> {
    const { completer } = this.#rooms;
    if (invoked) return completer.candidates(window, { again, signal });
    const completion = await completer.complete(window, { invoked, signal });
    return completion ? [completion] : [];
  }

  /**
   * Lets the model read the text around the cursor before the first completion is wanted. Not on this machine, where
   * reading takes the processor that the user works with, unless the model has shown that it is quick; and not from
   * the battery, which it might spend for nothing.
   */
  async warmUp(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const { completer, neighbours, power } = this.#rooms;
    const chosen = this.#modelFor(document, false);
    if (!chosen) return;
    this.#keepRules(chosen);
    const { line } = editor.selection.active;
    await neighbours.gather(document, line, this.#windowTokens(chosen) * SNIPPETS_SHARE);
    const model = this.#modelFor(document, false);
    if (!model || document.isClosed) return;
    const uri = document.uri.toString();
    if (neighbours.rests(uri)) this.#windows.renew(uri, neighbours.of(uri));
    if (power.onBattery) return;
    const quick = (completer.firstToken ?? Number.POSITIVE_INFINITY) < QUICK;
    if (model.place.kind === 'local' && !quick) return;
    const text = this.#textOf(document);
    const place = insertionPlace(text, editor.selection.active, undefined);
    const window = place && this.#windowAt(text, place.cursor, model);
    if (window) await completer.warmUp(window);
  }

  forget(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    this.#windows.forget(uri);
    this.#rooms.neighbours.forget(uri);
    this.#rooms.completer.forget(uri);
  }

  /** The model that may see this document now. */
  #modelFor(document: vscode.TextDocument, invoked: boolean): ModelEntry | undefined {
    const { completions, models } = this.#rooms;
    if (completions.forbidden(document) || (!invoked && completions.off(document))) return undefined;
    // What is written at several places at once is written by hand, or by key.
    if (!invoked && hasManyCursors(document)) return undefined;
    return models.chosen('completion');
  }

  /** More has come for what is shown: the editor asks again, unless the user has typed on. */
  async showMore(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const given = this.#given;
    if (!editor || given?.document !== editor.document || given.version !== editor.document.version) return;
    if (!editor.selection.active.isEqual(given.position)) return;
    this.#again = true;
    await askAgain();
    // It did not ask.
    this.#again = false;
  }

  dispose(): void {
    this.#rooms.completer.dispose();
    this.#rooms.neighbours.dispose();
    this.#acceptances.dispose();
  }

  #textOf(document: vscode.TextDocument): DocumentText {
    const text = readableText(document, this.#texts.get(document));
    this.#texts.set(document, text);
    return text;
  }

  #windowAt(text: DocumentText, cursor: Cursor, model: ModelEntry): CompletionWindow | undefined {
    this.#keepRules(model);
    const besides = this.#rooms.neighbours.of(text.uri);
    const tokens = Math.max(this.#windowTokens(model) - besides.tokens, 0);
    const sizeFor = (sample: string): WindowSize => windowSize(tokens, charactersPerToken(sample));
    return this.#windows.at(text, cursor, sizeFor, besides);
  }

  /** What was laid for another model, or by other settings, may show more than this one may see. */
  #keepRules({ ref }: ModelEntry): void {
    const settings = this.#rooms.settings();
    if (this.#rules.ref === ref && this.#rules.settings === settings) return;
    this.#rules = { ref, settings };
    this.#windows = new AnchoredWindows();
    this.#rooms.neighbours.clear();
  }

  /** Tokens of this model for the text around the cursor and what other files hold. */
  #windowTokens({ card, place }: ModelEntry): number {
    const most = place.kind === 'local' ? LOCAL_WINDOW : Number.POSITIVE_INFINITY;
    const window = Math.min(card.window, this.#rooms.settings().contextWindow, most);
    return Math.max(window - AROUND_TOKENS, 0);
  }
}

function hasManyCursors(document: vscode.TextDocument): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document && editor.selections.length > 1;
}

/** The provider, its completer, and time as it is. */
export function createProvider(
  rooms: Omit<ProviderRooms, 'completer' | 'models' | 'neighbours' | 'completions'> & {
    readonly models: ModelSource;
    readonly completions: CompletionSwitch;
    readonly code: CodeSearch;
    readonly forms: Pick<MeasuredForms, 'of'>;
  },
): InlineProvider {
  const { models, forms } = rooms;
  const provider: InlineProvider = new InlineProvider({
    ...rooms,
    neighbours: new NeighbouringCode(rooms),
    completer: new Completer({
      open: (signal) => models.open('completion', signal),
      measuredForm: (card) => forms.of(card),
      clock,
      onMore: () => void provider.showMore(),
    }),
  });
  return provider;
}

const clock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
    }),
};

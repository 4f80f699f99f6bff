import * as vscode from 'vscode';
import { Emitter, type Subscription } from '../../core/events.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { Power } from '../../core/model/power.ts';
import { leavesMachine } from '../../core/model/serverPlace.ts';
import { isSecret, isUserDocument } from '../convert.ts';
import type { Settings } from '../settings.ts';
import { offTexts } from './texts.ts';

/** Why there are no completions by themselves. */
export type OffReason = 'all' | 'snoozed' | 'battery' | 'language' | 'file';
/** Why there are none at all, not even by key. */
export type Forbidden = 'notCode' | 'secret' | 'excluded' | 'untrusted';

const MINUTE = 60_000;

export interface SwitchRooms {
  readonly settings: () => Settings;
  readonly models: Pick<ModelSource, 'chosen'>;
  readonly power: Power;
}

/** Whether completions are shown: in general, for a while, for a language, for a file. */
export class CompletionSwitch {
  readonly #rooms: SwitchRooms;
  readonly #changed = new Emitter<void>();
  #snoozedUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #following: vscode.Disposable;

  constructor(rooms: SwitchRooms) {
    this.#rooms = rooms;
    this.#following = vscode.window.onDidChangeActiveTextEditor(() => this.#changed.fire());
  }

  readonly onDidChange = (listener: () => void): Subscription => this.#changed.on(listener);

  /** The user wants peace for so many minutes; 0: no longer. */
  snooze(minutes: number): void {
    clearTimeout(this.#timer);
    this.#snoozedUntil = minutes > 0 ? Date.now() + minutes * MINUTE : 0;
    if (minutes > 0) this.#timer = setTimeout(() => this.snooze(0), minutes * MINUTE);
    this.#changed.fire();
  }

  /** Nothing when completions come by themselves in this document. */
  off(document: vscode.TextDocument): OffReason | undefined {
    const { completionEnabled, completionOff } = this.#rooms.settings();
    if (!completionEnabled) return 'all';
    if (Date.now() < this.#snoozedUntil) return 'snoozed';
    if (completionOff.onBattery && this.#rooms.power.onBattery) return 'battery';
    if (completionOff.languages.includes(document.languageId)) return 'language';
    return matches(document, completionOff.files) ? 'file' : undefined;
  }

  /** Nothing when the chosen model may see this document. */
  forbidden(document: vscode.TextDocument): Forbidden | undefined {
    if (!isUserDocument(document)) return 'notCode';
    if (isSecret(document.uri)) return 'secret';
    if (matches(document, this.#rooms.settings().code.exclude)) return 'excluded';
    const model = this.#rooms.models.chosen('completion');
    return model && leavesMachine(model) && !vscode.workspace.isTrusted ? 'untrusted' : undefined;
  }

  /** For the status bar: why there are no completions in the active editor. */
  line(): string | undefined {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) return this.#rooms.settings().completionEnabled ? undefined : offTexts.all;
    const forbidden = this.forbidden(document);
    if (forbidden) return forbidden === 'notCode' ? undefined : offTexts[forbidden];
    switch (this.off(document)) {
      case 'all':
        return offTexts.all;
      case 'snoozed':
        return offTexts.snoozed(new Date(this.#snoozedUntil));
      case 'battery':
        return offTexts.battery;
      case 'language':
        return offTexts.language(document.languageId);
      case 'file':
        return offTexts.file;
      case undefined:
        return undefined;
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#following.dispose();
    this.#changed.dispose();
  }
}

/** One of the globs names the document; a glob without a root counts at any depth. */
function matches(document: vscode.TextDocument, globs: readonly string[]): boolean {
  return globs.some((glob) => {
    const inside = glob.endsWith('/') ? `${glob}**` : glob;
    const pattern = /^(?:\*\*\/|\/)/.test(inside) ? inside : `**/${inside}`;
    return vscode.languages.match({ pattern }, document) > 0;
  });
}

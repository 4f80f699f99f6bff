import * as vscode from 'vscode';
import type { CodeSearch } from '../../../core/chat/codeSearch.ts';
import { isSameLanguage } from '../../../core/code/languageName.ts';
import { chooseSnippets } from '../../../core/completion/snippets/chooseSnippets.ts';
import { type NameInReach, namesInReach } from '../../../core/completion/snippets/namesInReach.ts';
import { editedPiece, outlineOf } from '../../../core/completion/snippets/pieces.ts';
import {
  type ChosenSnippets,
  type CodeSnippet,
  NO_SNIPPETS,
} from '../../../core/completion/snippets/snippet.ts';
import type { ModelSource } from '../../../core/model/modelSource.ts';
import { isSecret } from '../../convert.ts';
import { inTime } from '../../inTime.ts';
import type { CompletionSwitch } from '../completionSwitch.ts';
import { DocumentText } from '../documentText.ts';
import { definitionsOf } from './definitions.ts';
import { RecentPlaces } from './recentPlaces.ts';

export interface NeighbourRooms {
  readonly models: Pick<ModelSource, 'open'>;
  readonly completions: Pick<CompletionSwitch, 'forbidden'>;
  readonly code: CodeSearch;
}

/** Milliseconds that a caller waits; what comes later serves the next time. */
const PATIENCE = 150;
/** Milliseconds after which a document is looked at anew. */
const FRESH = 20_000;
/** Milliseconds without a key after which the user is not writing. */
const REST = 15_000;
/** Milliseconds that an index may take. */
const SEARCH = 2000;
const NAMES = 14;
const RECENT = 6;
const FOUND = 4;

interface Gathering {
  readonly began: number;
  readonly done: Promise<void>;
}

/**
 * What other files hold for the code at the cursor: definitions of the names in reach, places that were edited or
 * looked at lately, and what the index finds. Gathered at rest, never at a key; what is known is there at once.
 */
export class NeighbouringCode {
  readonly #rooms: NeighbourRooms;
  readonly #recent = new RecentPlaces();
  readonly #chosen = new Map<string, ChosenSnippets>();
  readonly #gathering = new Map<string, Gathering>();
  readonly #closing = new AbortController();

  constructor(rooms: NeighbourRooms) {
    this.#rooms = rooms;
  }

  /** What has been gathered for a document. */
  of(uri: string): ChosenSnippets {
    return this.#chosen.get(uri) ?? NO_SNIPPETS;
  }

  /**
   * Looks around, unless that was done a moment ago. Resolves soon, whether all has come or not; never rejects.
   * @param tokens of the model, for all together
   */
  async gather(document: vscode.TextDocument, line: number, tokens: number): Promise<void> {
    const uri = document.uri.toString();
    let gathering = this.#gathering.get(uri);
    if (!gathering || Date.now() - gathering.began > FRESH) {
      // What fails is missing, and nobody is told: completions do without.
      gathering = { began: Date.now(), done: this.#look(document, line, tokens).catch(() => {}) };
      this.#gathering.set(uri, gathering);
    }
    await inTime(gathering.done, PATIENCE);
  }

  /** Nobody has written in a document for a while: what is shown with it may be exchanged. */
  rests(uri: string): boolean {
    return this.#recent.sinceEdit(uri) > REST;
  }

  forget(uri: string): void {
    this.#chosen.delete(uri);
    this.#gathering.delete(uri);
  }

  /** What may be shown has changed. */
  clear(): void {
    this.#chosen.clear();
    this.#gathering.clear();
  }

  dispose(): void {
    this.#closing.abort();
    this.#recent.dispose();
    this.clear();
  }

  async #look(document: vscode.TextDocument, line: number, tokens: number): Promise<void> {
    const uri = document.uri.toString();
    const opened = await this.#rooms.models.open('completion', this.#closing.signal);
    const mine = this.#gathering.get(uri);
    if (!opened || !mine || document.isClosed) return;
    const choose = (candidates: readonly CodeSnippet[]): void => {
      // Forgotten meanwhile, or the rules by which it was gathered hold no more.
      if (this.#gathering.get(uri) !== mine) return;
      const count = (text: string): number => opened.counter.count(text);
      this.#chosen.set(uri, chooseSnippets(candidates, { tokens, count, now: Date.now() }));
    };
    const recent = await this.#recentPieces(document);
    choose(recent);
    const names = namesInReach(new DocumentText(document), line, NAMES);
    const [definitions, found] = await Promise.all([
      definitionsOf(names, document, (one) => this.#allowed(one, document)),
      this.#search(names, document),
    ]);
    choose([...definitions, ...recent, ...found]);
  }

  async #recentPieces(document: vscode.TextDocument): Promise<CodeSnippet[]> {
    const pieces: CodeSnippet[] = [];
    for (const { uri, line } of this.#recent.all) {
      if (pieces.length >= RECENT) break;
      if (!isElsewhere(uri.toString(), document) || isSecret(uri)) continue;
      // It may have been deleted, or be no text.
      const other = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
      if (!other || !isSameLanguage(other.languageId, document.languageId)) continue;
      const piece = this.#allowed(other, document) && editedPiece(new DocumentText(other), line);
      if (piece) pieces.push(piece);
    }
    return pieces;
  }

  async #search(
    names: readonly NameInReach[],
    document: vscode.TextDocument,
  ): Promise<readonly CodeSnippet[]> {
    const { code } = this.#rooms;
    // An index that is not there yet is not waited for.
    if (code.trouble || names.length === 0) return [];
    const identifiers = names.map(({ name }) => name);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(SEARCH)]);
    const question = { text: identifiers.join(' '), identifiers };
    const items = await code.find(question, FOUND, signal).catch(() => []);
    return items
      .filter(
        ({ place, language }) =>
          isElsewhere(place.uri, document) && isSameLanguage(language, document.languageId),
      )
      .map(({ place, language, text }) => ({ place, language, text: outlineOf(text, place.path) }));
  }

  /** Another file than the cursor's, that the model may see. */
  #allowed(other: vscode.TextDocument, document: vscode.TextDocument): boolean {
    return isElsewhere(other.uri.toString(), document) && !this.#rooms.completions.forbidden(other);
  }
}

function isElsewhere(uri: string, document: vscode.TextDocument): boolean {
  return uri !== document.uri.toString();
}

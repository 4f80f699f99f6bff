import * as vscode from 'vscode';
import { applyEdit, type ProposedEdit } from '../../core/edit/proposedEdit.ts';
import { editTexts } from './texts.ts';

/** The proposed text is a document of this scheme. */
export const REVIEW_SCHEME = 'tolmach-edit';
/** Context key: an edit waits for a decision. */
const REVIEWING = 'tolmach.reviewing';

interface Review {
  /** The document that would be changed. */
  readonly target: vscode.Uri;
  readonly language: string;
  readonly edit: ProposedEdit;
  /** The document's version that the edit was made against. */
  readonly version: number;
  readonly text: string;
}

/**
 * Edits that wait for a decision, each in the native diff editor: the document on the left, untouched, the proposal
 * on the right as a document of its own. At most one for a document.
 */
export class Reviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** By the address of the proposal. */
  readonly #reviews = new Map<string, Review>();
  readonly #registrations: vscode.Disposable;
  #status: vscode.Disposable | undefined;
  #opened = 0;

  constructor() {
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(REVIEW_SCHEME, this),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.#end(proposalOf(tab)?.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#reviews.get(uri.toString())?.text;
  }

  /** An edit of this document waits. */
  has(target: vscode.Uri): boolean {
    return [...this.#reviews.values()].some((review) => review.target.toString() === target.toString());
  }

  /** Shows an edit that was made against the document's present text. */
  async open(document: vscode.TextDocument, edit: ProposedEdit): Promise<void> {
    const { uri: target, languageId: language, version } = document;
    this.#opened += 1;
    const proposal = target.with({
      scheme: REVIEW_SCHEME,
      authority: '',
      query: String(this.#opened),
      fragment: '',
    });
    this.#reviews.set(proposal.toString(), { target, language, edit, version, text: applyEdit(edit) });
    this.#announce();
    try {
      const shown = await vscode.workspace.openTextDocument(proposal);
      if (shown.languageId !== language) await vscode.languages.setTextDocumentLanguage(shown, language);
      const name = target.path.slice(target.path.lastIndexOf('/') + 1);
      const title = editTexts.review.replace('{name}', name);
      await vscode.commands.executeCommand('vscode.diff', target, proposal, title, { preview: false });
    } catch (error) {
      this.#end(proposal.toString());
      throw error;
    }
  }

  /** Puts the edit into the document, as one step of undo, and leaves it unsaved. */
  async accept(chosen?: vscode.Uri): Promise<void> {
    const proposal = this.#chosen(chosen);
    const review = proposal && this.#reviews.get(proposal);
    if (!review) return say(editTexts.noReview);
    const document = await openDocument(review.target);
    if (!document) {
      await this.#close(proposal);
      return say(editTexts.notApplied);
    }
    if (document.version !== review.version && document.getText() !== review.edit.document) {
      await this.#close(proposal);
      return say(editTexts.changed);
    }
    const { start, end, newText } = review.edit;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const change = new vscode.WorkspaceEdit();
    change.replace(review.target, range, newText);
    if (!(await vscode.workspace.applyEdit(change))) return say(editTexts.notApplied);
    await this.#close(proposal);
    const cursor = new vscode.Range(range.start, range.start);
    await vscode.window.showTextDocument(document, { selection: cursor, preview: false });
  }

  /** Gives the edit up; the document stays as it is. */
  async dismiss(chosen?: vscode.Uri): Promise<void> {
    const proposal = this.#chosen(chosen);
    if (proposal) await this.#close(proposal);
    else say(editTexts.noReview);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#reviews.clear();
    this.#announce();
  }

  /** The review that a command is for: the one named, the one in front, or the only one. */
  #chosen(named?: vscode.Uri): string | undefined {
    const front = vscode.window.tabGroups.activeTabGroup.activeTab;
    const candidates = [named?.toString(), front && proposalOf(front)?.toString()];
    const found = candidates.find((one) => one !== undefined && this.#reviews.has(one));
    return found ?? (this.#reviews.size === 1 ? [...this.#reviews.keys()][0] : undefined);
  }

  async #close(proposal: string): Promise<void> {
    this.#end(proposal);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter((tab) => proposalOf(tab)?.toString() === proposal));
  }

  #end(proposal: string | undefined): void {
    if (proposal !== undefined && this.#reviews.delete(proposal)) this.#announce();
  }

  #announce(): void {
    const waiting = this.#reviews.size > 0;
    void vscode.commands.executeCommand('setContext', REVIEWING, waiting);
    this.#status?.dispose();
    this.#status = waiting ? vscode.window.setStatusBarMessage(editTexts.waiting) : undefined;
  }
}

function proposalOf({ input }: vscode.Tab): vscode.Uri | undefined {
  const proposal = input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
  return proposal?.scheme === REVIEW_SCHEME ? proposal : undefined;
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // Deleted meanwhile.
    return undefined;
  }
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}

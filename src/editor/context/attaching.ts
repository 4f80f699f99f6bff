import * as vscode from 'vscode';
import type { MentionKind, ToPanel } from '../../core/chat/protocol.ts';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { isSecret, isUserDocument, itemOf, selectedLines } from '../convert.ts';
import { type Attached, attached, refused, together } from './attached.ts';
import { fileItem, nameOf } from './fileItem.ts';
import { folderItem } from './folderItem.ts';
import type { CodebaseOffer } from './mention.ts';
import { Mentions } from './mentions.ts';
import { terminalSelectionItem } from './terminalItem.ts';
import type { TerminalRecorder } from './terminalRecorder.ts';
import { contextTexts, refusalTexts } from './texts.ts';

/** What the composer is to the ways of attaching. */
export interface AttachTo {
  readonly items: readonly ContextItem[];
  readonly editor: vscode.TextEditor | undefined;
  attach(items: readonly ContextItem[]): void;
}

export interface ContextSources {
  readonly sources: SourceFiles;
  /** Left out where there is no index at all. */
  readonly codebase?: () => CodebaseOffer;
}

export interface AttachingRooms extends ContextSources {
  readonly terminals: TerminalRecorder;
  readonly composer: AttachTo;
  readonly post: (message: ToPanel) => void;
  /** One message for all that was not attached. */
  readonly tell: (title: string, body: string) => void;
}

/** Files and folders that are taken at once: who drops more does not mean them all. */
const MOST_AT_ONCE = 50;
/** Refusals that are named; of the others there is the number. */
const MOST_NAMED = 4;
/** Where files of the user's stand. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];

/** All ways by which something comes to the question: the list behind @, menus, and what is dropped on the panel. */
export class Attaching {
  readonly #rooms: AttachingRooms;
  readonly #mentions: Mentions;
  readonly #ended = new AbortController();
  #finding = new AbortController();

  constructor(rooms: AttachingRooms) {
    const { sources, terminals, codebase, composer } = rooms;
    this.#rooms = rooms;
    this.#mentions = new Mentions({
      sources,
      terminals,
      codebase,
      editor: () => composer.editor,
      attached: () => new Set(composer.items.map(({ id }) => id)),
    });
  }

  /** Answers the list behind @; a search that is still under way is given up. */
  async find(request: string, query: string, kind: MentionKind | undefined): Promise<void> {
    this.#finding.abort();
    this.#finding = new AbortController();
    for await (const answer of this.#mentions.find(
      { text: query, ...(kind && { kind }) },
      this.#finding.signal,
    )) {
      this.#rooms.post({ type: 'mentions', request, ...answer });
    }
  }

  async take(mention: string): Promise<void> {
    this.#attach(await this.#mentions.take(mention, this.#ended.signal));
  }

  /** @param uris addresses as the panel got them, one a line */
  async dropped(uris: string): Promise<void> {
    const lines = uris.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    await this.files(lines.flatMap(parsed));
  }

  /** Files and folders, mixed. */
  async files(uris: readonly vscode.Uri[]): Promise<void> {
    const once = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
    const usable = once.filter(({ scheme }) => SCHEMES.includes(scheme)).slice(0, MOST_AT_ONCE);
    this.#attach(together(await Promise.all(usable.map((uri) => this.#place(uri)))));
  }

  /** What is selected in an editor, else its whole document. */
  fromEditor(editor: vscode.TextEditor | undefined): void {
    if (!editor || !isUserDocument(editor.document)) return;
    const { document } = editor;
    if (isSecret(document.uri)) this.#attach(refused(nameOf(document.uri), 'secret'));
    else this.#attach(attached(itemOf(document, selectedLines(editor))));
  }

  async terminalSelection(): Promise<void> {
    this.#attach(await terminalSelectionItem());
  }

  dispose(): void {
    this.#ended.abort();
    this.#finding.abort();
    this.#mentions.dispose();
  }

  async #place(uri: vscode.Uri): Promise<Attached> {
    const { sources } = this.#rooms;
    return (await isFolder(uri)) ? folderItem(uri, sources, this.#ended.signal) : fileItem(uri, sources);
  }

  #attach({ items, refused: not }: Attached): void {
    if (items.length > 0) this.#rooms.composer.attach(items);
    if (not.length === 0) return;
    const named = not
      .slice(0, MOST_NAMED)
      .map(({ name, reason }) =>
        name === '' ? refusalTexts[reason] : `${name}\u00a0— ${refusalTexts[reason]}`,
      );
    const { title, body } = contextTexts.notAttached;
    this.#rooms.tell(title, body(named, not.length - named.length));
  }
}

/** The window names files of a remote machine by it; here, beside them, they are plain files. */
function parsed(address: string): readonly vscode.Uri[] {
  try {
    const uri = vscode.Uri.parse(address, true);
    return [uri.scheme === 'vscode-remote' ? uri.with({ scheme: 'file', authority: '' }) : uri];
  } catch {
    return [];
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === 'untitled') return false;
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    // What is not there is refused as a file.
    return false;
  }
}

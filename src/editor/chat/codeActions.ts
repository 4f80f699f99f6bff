import * as vscode from 'vscode';
import type { FromPanel } from '../../core/chat/protocol.ts';
import type { ContextItem, ItemKind } from '../../core/context/contextItem.ts';
import { revealPlace } from '../convert.ts';
import type { ApplyCode, RunCommand } from '../editPorts.ts';
import type { Composer } from './composer.ts';
import type { Conversation } from './conversation.ts';
import { chatTexts } from './texts.ts';
import { turnFindings } from './turnView.ts';

export interface CodeActionParts {
  readonly conversation: Pick<Conversation, 'session'>;
  readonly composer: Pick<Composer, 'editor'>;
  readonly applyCode: ApplyCode;
  readonly runCommand: RunCommand;
}

type CodeMessage = Extract<FromPanel, { type: 'code' }>;

const IN_FILE: ReadonlySet<ItemKind> = new Set(['file', 'selection', 'symbol', 'found']);

/** What the buttons of a block of code do. */
export class CodeActions {
  readonly #parts: CodeActionParts;
  readonly #notInserted: () => void;

  constructor(parts: CodeActionParts, notInserted: () => void) {
    this.#parts = parts;
    this.#notInserted = notInserted;
  }

  async act(message: CodeMessage): Promise<void> {
    const { text, language } = message;
    const action = message.action === 'apply' ? await this.#apply(message) : message.action;
    if (action === 'copy') await vscode.env.clipboard.writeText(text);
    if (action === 'insert' && !(await insertCode(text, this.#parts.composer.editor))) this.#notInserted();
    if (action === 'newFile') await openAsNewFile(text, language);
  }

  /** Opens the line of a finding in the code that was asked about, or has it mended there. */
  async actOnFinding({ action, turn, index }: Extract<FromPanel, { type: 'finding' }>): Promise<void> {
    const { turns } = this.#parts.conversation.session.chat;
    const asked = turns.find((one) => one.id === turn);
    const finding = asked && turnFindings(asked)[Number(index)];
    const place = asked?.question.items.find(({ kind }) => IN_FILE.has(kind))?.place;
    if (!finding || !place) return;
    const at = { ...place, firstLine: finding.line, lastLine: finding.line };
    if (action === 'open') await revealPlace(at);
    if (action === 'fix') await this.#parts.runCommand({ command: 'fix', wish: finding.text }, at);
  }

  #apply({ text, language, turn }: CodeMessage): ReturnType<ApplyCode> {
    const { session } = this.#parts.conversation;
    const items: readonly ContextItem[] =
      session.chat.turns.find((one) => one.id === turn)?.question.items ?? [];
    const places = items.filter(({ kind }) => IN_FILE.has(kind)).map(({ place }) => place);
    return this.#parts.applyCode({ text, info: language, places });
  }
}

/** What a fence's info string calls a language, where the editor calls it otherwise. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  yml: 'yaml',
  md: 'markdown',
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  rs: 'rust',
  rb: 'ruby',
  kt: 'kotlin',
  '1c': 'bsl',
};

/**
 * Puts code at the cursor, in place of the selection; one undo takes it back.
 * @returns false when the editor did not take it: the file is read-only, say
 */
async function insertCode(text: string, editor: vscode.TextEditor | undefined): Promise<boolean> {
  if (!editor) {
    void vscode.window.showInformationMessage(chatTexts.noEditor);
    return true;
  }
  const { document, viewColumn } = editor;
  const shown = await vscode.window.showTextDocument(
    document,
    viewColumn === undefined ? {} : { viewColumn },
  );
  return shown.edit((edit) => {
    for (const selection of shown.selections) edit.replace(selection, text);
  });
}

/** Opens code as a new file that is not on the disk yet. */
async function openAsNewFile(text: string, infoString: string): Promise<void> {
  const named = (infoString.trim().split(/[\s{:]/)[0] ?? '').toLowerCase();
  const language = LANGUAGES[named] ?? named;
  const known = (await vscode.languages.getLanguages()).includes(language);
  const document = await vscode.workspace.openTextDocument({
    content: text,
    ...(known ? { language } : {}),
  });
  await vscode.window.showTextDocument(document);
}

/** Opens a web page in the browser, after showing its whole address. */
export async function openLink(href: string): Promise<void> {
  const uri = URL.canParse(href) ? vscode.Uri.parse(href, true) : undefined;
  if (!uri || !['http', 'https'].includes(uri.scheme)) return;
  const answer = await vscode.window.showInformationMessage(
    chatTexts.openLink,
    { modal: true, detail: new URL(href).href },
    chatTexts.open,
  );
  if (answer) await vscode.env.openExternal(uri);
}

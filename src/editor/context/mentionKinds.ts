import type * as vscode from 'vscode';
import type { MentionKind } from '../../core/chat/protocol.ts';
import { CODEBASE_ID } from '../../core/context/contextItem.ts';
import { roughTokens } from '../../core/context/roughTokens.ts';
import type { FuzzyQuery } from '../../core/text/fuzzy.ts';
import { isSecret, itemOf, selectedLines } from '../convert.ts';
import { type GitApi, gitApi } from '../git/gitApi.ts';
import { inTime } from '../inTime.ts';
import { type Attached, attached, NOTHING } from './attached.ts';
import { changesItem, countChanges } from './changesItem.ts';
import { nameOf } from './fileItem.ts';
import type { Mention, MentionRooms } from './mention.ts';
import { countProblems, problemsItem } from './problemsItem.ts';
import { openTabs, tabsItem } from './tabsItem.ts';
import { terminalItem } from './terminalItem.ts';
import { contextTexts, files, refusalTexts } from './texts.ts';

/** Milliseconds: git's extension is not waited for when it is just starting. */
const PATIENCE = 300;

type Row = Omit<Mention, 'id' | 'label' | 'kind'>;

const nothing = async (): Promise<Attached> => NOTHING;
const unavailable = (hint: string): Row => ({ hint, disabled: true, take: nothing });
const narrowing: Row = { hint: contextTexts.pick, narrows: true, take: nothing };

/** What can be attached, kind by kind; with a query, the kinds that are called so. */
export async function kindMentions(rooms: MentionRooms, query?: FuzzyQuery): Promise<readonly Mention[]> {
  const git = await inTime(gitApi(), PATIENCE);
  const found = (Object.keys(contextTexts.kinds) as MentionKind[]).flatMap((kind) => {
    if (query && !isCalled(kind, query)) return [];
    const row = ROWS[kind](rooms, git);
    return row ? [{ id: `kind:${kind}`, kind, label: contextTexts.kinds[kind], ...row }] : [];
  });
  if (query || found[0]?.narrows) return found;
  const other = { ...narrowing, id: 'kind:other', kind: 'file', label: contextTexts.otherFile } as const;
  return found.toSpliced(1, 0, other);
}

/** By the beginnings of its words: a kind is not looked for by letters out of its middle. */
function isCalled(kind: MentionKind, query: FuzzyQuery): boolean {
  const words = `${contextTexts.kinds[kind]} ${contextTexts.kindNames[kind]}`.toLowerCase().split(' ');
  return words.some((word) => query.forms.some((form) => form.length > 1 && word.startsWith(form)));
}

const ROWS: Readonly<Record<MentionKind, (rooms: MentionRooms, git: GitApi | undefined) => Row | undefined>> =
  {
    file: ({ editor, attached: taken }) => {
      const document = editor()?.document;
      if (!document || isSecret(document.uri) || taken().has(document.uri.toString())) return narrowing;
      const item = itemOf(document);
      return {
        hint: nameOf(document.uri),
        tokens: roughTokens(item.text),
        take: async () => attached(itemOf(document)),
      };
    },
    selection: ({ editor }) => {
      const current = editor();
      const range = current && selectedLines(current);
      if (!current || !range || isSecret(current.document.uri)) return unavailable(contextTexts.noSelection);
      const item = itemOf(current.document, range);
      return {
        hint: contextTexts.lines(range.start.line + 1, range.end.line + 1),
        tokens: roughTokens(item.text),
        take: async () => attached(item),
      };
    },
    symbol: () => narrowing,
    problems: ({ editor }) => {
      const uri = editor()?.document.uri;
      const here = uri ? countProblems(uri) : 0;
      const all = here > 0 ? here : countProblems();
      if (all === 0) return unavailable(refusalTexts.noProblems);
      const about: vscode.Uri | undefined = here > 0 ? uri : undefined;
      const [item] = problemsItem(about).items;
      return {
        hint: here > 0 ? contextTexts.problemsHere(here) : contextTexts.problemsAll(all),
        tokens: roughTokens(item?.text ?? ''),
        take: async () => problemsItem(about),
      };
    },
    changes: ({ editor }, git) => {
      const uri = editor()?.document.uri;
      const changed = countChanges(git, uri);
      if (changed === undefined) return unavailable(refusalTexts.noGit);
      if (changed === 0) return unavailable(refusalTexts.noChanges);
      return { hint: files(changed), take: () => changesItem(uri) };
    },
    terminal: ({ terminals }) => {
      const { terminal } = terminals;
      if (!terminal) return unavailable(contextTexts.noTerminal);
      const [item] = terminalItem(terminals).items;
      if (!item) return unavailable(contextTexts.silentTerminal);
      return {
        hint: terminal.name,
        tokens: roughTokens(item.text),
        take: async () => terminalItem(terminals),
      };
    },
    tabs: ({ sources }) => {
      const count = openTabs().length;
      if (count === 0) return unavailable(contextTexts.noTabs);
      return { hint: files(count), take: () => tabsItem(sources) };
    },
    folder: () => narrowing,
    codebase: ({ codebase, attached: taken }) => {
      const offer = codebase?.();
      if (!offer || taken().has(CODEBASE_ID)) return undefined;
      if ('unavailable' in offer) return unavailable(offer.unavailable);
      return {
        hint: offer.files > 0 ? contextTexts.searchIn(offer.files) : contextTexts.searchSoon,
        take: async () =>
          attached({
            id: CODEBASE_ID,
            kind: 'codebase',
            place: { uri: '', path: contextTexts.kinds.codebase },
            language: '',
            text: '',
          }),
      };
    },
  };

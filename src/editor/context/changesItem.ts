import type * as vscode from 'vscode';
import { MOST_CHARACTERS, plainText } from '../convert.ts';
import { type GitApi, gitApi, type Repository } from '../git/gitApi.ts';
import { type Attached, attached, refused, together } from './attached.ts';
import { nameOf } from './fileItem.ts';
import { contextTexts } from './texts.ts';
import { withoutSecrets } from './withoutSecrets.ts';

const MOST_UNTRACKED = 100;

/**
 * What is not committed, staged and unstaged apart, of the repository that holds the active file; of all repositories
 * when it is in none.
 */
export async function changesItem(active: vscode.Uri | undefined): Promise<Attached> {
  const git = await gitApi();
  const repositories = git ? chosen(git, active) : [];
  if (repositories.length === 0) return refused(contextTexts.kinds.changes, 'noGit');
  const found = together(await Promise.all(repositories.map(changesOf)));
  return found.items.length > 0 ? found : refused(contextTexts.kinds.changes, 'noChanges');
}

/** Files that changed; undefined when there is no repository. */
export function countChanges(git: GitApi | undefined, active: vscode.Uri | undefined): number | undefined {
  const repositories = git ? chosen(git, active) : [];
  if (repositories.length === 0) return undefined;
  const changed = repositories.flatMap(({ state }) => [
    ...state.indexChanges,
    ...state.workingTreeChanges,
    ...(state.untrackedChanges ?? []),
  ]);
  return new Set(changed.map((change) => (change as Change).uri.toString())).size;
}

/** What is used of a change as git's extension describes it. */
interface Change {
  readonly uri: vscode.Uri;
  readonly status?: number;
}

/** The status of a file that git does not know. */
const UNTRACKED = 7;

function chosen(git: GitApi, active: vscode.Uri | undefined): readonly Repository[] {
  const own = active && git.getRepository(active);
  return own ? [own] : git.repositories;
}

async function changesOf(repository: Repository): Promise<Attached> {
  const name = nameOf(repository.rootUri);
  const [staged, unstaged] = await Promise.all([repository.diff(true), repository.diff(false)]);
  const { untrackedChanges = [], workingTreeChanges } = repository.state;
  const unknown = [
    ...(untrackedChanges as readonly Change[]),
    // By a setting of git's they stand among the others.
    ...(workingTreeChanges as readonly Change[]).filter(({ status }) => status === UNTRACKED),
  ];
  const untracked = unknown
    .slice(0, MOST_UNTRACKED)
    .map(({ uri }) => uri.path.slice(repository.rootUri.path.length + 1));
  const sections = [
    [contextTexts.staged, withoutSecrets(staged)],
    [contextTexts.unstaged, withoutSecrets(unstaged)],
    [contextTexts.untracked, untracked.join('\n')],
  ].filter(([, text]) => text !== '');
  if (sections.length === 0) return { items: [], refused: [] };
  return attached({
    id: `changes:${repository.rootUri.toString()}`,
    kind: 'changes',
    place: { uri: '', path: contextTexts.changesOf(name) },
    language: 'diff',
    text: plainText(
      sections
        .map(([title, text]) => `${title}\n${text}`)
        .join('\n')
        .slice(0, MOST_CHARACTERS),
    ),
  });
}

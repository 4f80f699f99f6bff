import * as vscode from 'vscode';
import { commitMessage } from '../../core/commit/commitMessage.ts';
import { commitPrompt } from '../../core/commit/commitPrompt.ts';
import { rulesOnCommits } from '../../core/commit/rulesOnCommits.ts';
import { maskRules, type Rule } from '../../core/context/rule.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import { ProjectRules } from '../context/projectRules.ts';
import type { Settings } from '../settings.ts';
import { gitApi, type Repository } from './gitApi.ts';
import { gitTexts } from './texts.ts';

export interface CommitRooms {
  readonly models: Pick<ModelSource, 'open'>;
  readonly settings: () => Settings;
  readonly sources: SourceFiles;
}

const SUBJECTS = 8;
/** Characters of a diff beyond which nothing is even counted: many times a window. */
const MOST_DIFF = 400_000;

/** Writes commit messages into the box of the source control view. */
export class CommitMessages {
  readonly #rooms: CommitRooms;
  readonly #rules: ProjectRules;
  #running: AbortController | undefined;

  constructor(rooms: CommitRooms) {
    this.#rooms = rooms;
    this.#rules = new ProjectRules(rooms.sources);
  }

  /**
   * Streams a message into the box of a repository. Stopped or failed, the box holds again what it held before.
   * @param root the repository's folder, as the source control view names it; else the only one, or one is asked for
   * @throws ModelError
   */
  async write(root: vscode.Uri | undefined): Promise<void> {
    this.stop();
    const api = await gitApi();
    if (!api || api.repositories.length === 0) return say(gitTexts.noRepository);
    const repository = (root && api.getRepository(root)) ?? (await chooseRepository(api.repositories));
    if (!repository) return;
    const diff = await changesOf(repository);
    if (diff === '') return say(gitTexts.noChanges);
    const controller = new AbortController();
    this.#running = controller;
    await setWriting(true);
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () =>
        this.#stream(repository, diff, controller.signal),
      );
    } finally {
      if (this.#running === controller) {
        this.#running = undefined;
        await setWriting(false);
      }
    }
  }

  /** Ends the writing; the box gets back what it held. */
  stop(): void {
    this.#running?.abort();
  }

  async #stream(repository: Repository, diff: string, signal: AbortSignal): Promise<void> {
    const { models, settings } = this.#rooms;
    const { inputBox } = repository;
    const before = inputBox.value;
    let shown = before;
    // The editor tells the box's value late, and may tell one of ours after the next was written.
    const ours = new Set([before]);
    let whole = false;
    try {
      const [subjects, rules, open] = await Promise.all([
        subjectsOf(repository),
        this.#rulesOf(repository),
        models.open('chat', signal),
      ]);
      if (!open) throw new ModelError('notFound');
      const { contextWindow, commit } = settings();
      const { card } = open.model;
      const window = Math.min(contextWindow, card.window);
      const { masker } = open;
      await masker?.prepare([diff, ...rules.map(({ text }) => text)], signal);
      const { prompt, maxTokens } = commitPrompt(
        {
          diff: masker?.mask(diff).text ?? diff,
          subjects,
          draft: before,
          rules: masker ? maskRules(rules, masker) : rules,
        },
        commit,
        card,
        open.counter,
        window,
      );
      let answer = '';
      for await (const delta of open.model.generate(prompt, { maxTokens, signal, purpose: 'chat' })) {
        if (delta.kind === 'text') answer += delta.text;
        if (delta.kind === 'end') whole = delta.finish !== 'aborted';
        // The user types into the box: the words are the user's now.
        if (!ours.has(inputBox.value)) return this.stop();
        // A message is read by more people than the files: it never spells a secret out.
        const message = masker?.mask(commitMessage(answer)).text ?? commitMessage(answer);
        if (message === '') continue;
        shown = message;
        ours.add(message);
        inputBox.value = message;
      }
      if (whole && shown === before) say(gitTexts.noMessage);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      if (ours.has(inputBox.value)) inputBox.value = whole ? shown : before;
    }
  }

  /** What the project says of commits. */
  async #rulesOf({ rootUri }: Repository): Promise<readonly Rule[]> {
    // The folder's own rules hold for what is in it.
    const uri = vscode.Uri.joinPath(rootUri, '.git').toString();
    return rulesOnCommits(await this.#rules.for([{ place: { uri, path: '' } }]));
  }
}

/** What is staged; when nothing is, what is changed: the editor then commits that. */
async function changesOf(repository: Repository): Promise<string> {
  const staged = await repository.diff(true);
  return (staged || (await repository.diff(false))).slice(0, MOST_DIFF);
}

async function subjectsOf(repository: Repository): Promise<readonly string[]> {
  try {
    const commits = await repository.log({ maxEntries: SUBJECTS });
    return commits.map(({ message }) => message.split('\n', 1)[0] ?? '').filter(Boolean);
  } catch {
    // A repository without a commit has no log.
    return [];
  }
}

async function chooseRepository(repositories: readonly Repository[]): Promise<Repository | undefined> {
  if (repositories.length === 1) return repositories[0];
  const items = repositories.map((repository) => ({
    label: vscode.workspace.asRelativePath(repository.rootUri),
    repository,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: gitTexts.whichRepository });
  return chosen?.repository;
}

async function setWriting(writing: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'tolmach.writingCommit', writing);
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}

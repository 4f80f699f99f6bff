import { languageId } from '../code/languageName.ts';
import { fenced } from '../context/render.ts';
import { type NamedFence, namedFences } from './namedFences.ts';
import { plainAnswer } from './plainAnswer.ts';
import { type AnsweredTask, type Proposal, type ProposedEdit, proposeEdit } from './proposedEdit.ts';
import type { Refusal, Warning } from './refusal.ts';
import { safePath } from './safePath.ts';
import { ownInstruction } from './tasks/ownInstruction.ts';
import { isTestFile } from './testFile.ts';

/** A document that a model was shown. */
export interface ShownDocument extends Pick<AnsweredTask, 'document' | 'selection' | 'language'> {
  /** Within the workspace folder, with forward slashes. */
  readonly path: string;
}

/** An answer to a task on one document, which may hold changes of others and new files. */
export interface AnsweredFiles extends AnsweredTask, ShownDocument {
  /** Others that the model was shown: no others that are there already may be changed. */
  readonly shown: readonly ShownDocument[];
}

/** What an answer makes of a file beside the document that was asked about. */
export interface ProposedFile {
  readonly path: string;
  readonly language: string;
  readonly edit: ProposedEdit;
  /** It was not shown: there must be no such file. */
  readonly isNew: boolean;
}

export type FilesProposal =
  | {
      /** Of the document itself; none where only others change. */
      readonly edit?: ProposedEdit;
      readonly warnings: readonly Warning[];
      readonly others: readonly ProposedFile[];
    }
  | Extract<Proposal, { refusal: Refusal }>;

/** Others may change as their code needs it, and lose none of it. */
const CHANGES = { ...ownInstruction(''), keeps: 'definitions' } as const;
/** Reasons that only mean that nothing was said of the document itself. */
const SAYS_NOTHING: ReadonlySet<Refusal['kind']> = new Set(['noCode', 'unchanged', 'otherLanguage']);

/**
 * As `proposeEdit`, with what the answer says of other files, each in a fence that names it. Paths that lead out of the
 * workspace folder, and files that were not shown but are there, are nobody's to change: the former are left out here,
 * the latter by whoever knows the folder.
 */
export function proposeFiles(asked: AnsweredFiles): FilesProposal {
  const answer = plainAnswer(asked.answer);
  const blocks = namedFences(answer).filter(({ text }) => text.trim() !== '');
  const apart = asked.task.makesFiles && !asked.cut && blocks.length > 1 ? ofOthers(blocks, asked) : [];
  if (apart.length === 0) return withOthers(proposeEdit(asked), [], []);
  const others: ProposedFile[] = [];
  const warnings: Warning[] = [];
  for (const block of apart) {
    const proposed = proposedFile(block, asked);
    if (proposed && !others.some(({ path }) => path === proposed.path)) others.push(proposed);
    else if (!isUnchanged(block, asked)) warnings.push({ kind: 'fileLeftOut', path: block.path ?? '' });
  }
  return withOthers(proposeEdit({ ...asked, answer: withoutBlocks(answer, apart) }), others, warnings);
}

function withOthers(
  proposal: Proposal,
  others: readonly ProposedFile[],
  told: readonly Warning[],
): FilesProposal {
  if ('edit' in proposal) return { edit: proposal.edit, warnings: [...proposal.warnings, ...told], others };
  const othersAlone = others.length > 0 && SAYS_NOTHING.has(proposal.refusal.kind);
  return othersAlone ? { warnings: told, others } : proposal;
}

/** The blocks that are of other files than the document; one of them may be its own under another name. */
function ofOthers(blocks: readonly NamedFence[], asked: AnsweredFiles): NamedFence[] {
  const named = blocks.filter(({ path }) => path !== undefined && !isSame(path, asked.path));
  if (named.length < blocks.length || asked.document.trim() !== '') return named;
  // A file that is to be made was named otherwise than it was said.
  const shown = (path: string): boolean => asked.shown.some((one) => isSame(path, one.path));
  const own = named.find(({ path = '' }) => !shown(path) && isTestFile(path) === isTestFile(asked.path));
  return named.filter((block) => block !== own);
}

function proposedFile(
  { path = '', text, language }: NamedFence,
  asked: AnsweredFiles,
): ProposedFile | undefined {
  const answer = fenced(text, language);
  const shown = asked.shown.find((one) => isSame(path, one.path));
  if (shown) {
    const proposal = proposeEdit({ ...shown, task: CHANGES, answer, cut: false });
    return 'edit' in proposal
      ? { path: shown.path, language: shown.language, edit: proposal.edit, isNew: false }
      : undefined;
  }
  const safe = safePath(path);
  if (safe === undefined) return undefined;
  const made = languageOf(safe);
  const empty = { document: '', selection: { start: 0, end: 0 }, language: made };
  const proposal = proposeEdit({ ...empty, task: CHANGES, answer: fenced(text, ''), cut: false });
  if (!('edit' in proposal)) return undefined;
  const newText = `${proposal.edit.newText.trimEnd()}\n`;
  return { path: safe, language: made, edit: { ...proposal.edit, newText }, isNew: true };
}

/** What is quoted of a file is no change of it. */
function isUnchanged({ path = '', text }: NamedFence, { shown }: AnsweredFiles): boolean {
  const there = shown.find((one) => isSame(path, one.path));
  return there?.document.includes(text.trim()) === true;
}

function withoutBlocks(answer: string, blocks: readonly NamedFence[]): string {
  return answer
    .split('\n')
    .filter((_, line) => !blocks.some(({ from, end }) => line >= from && line < end))
    .join('\n');
}

/** Models leave folders at the beginning out, or put the workspace's own before them. */
function isSame(told: string, path: string): boolean {
  const plain = told.replace(/^\.\//, '');
  const longer = plain.endsWith(`/${path}`) && (path.includes('/') || /^(?:\/|[a-z]:)/i.test(plain));
  return plain === path || path.endsWith(`/${plain}`) || longer;
}

function languageOf(path: string): string {
  return languageId(/\.(\w+)$/.exec(path)?.[1] ?? path.slice(path.lastIndexOf('/') + 1));
}

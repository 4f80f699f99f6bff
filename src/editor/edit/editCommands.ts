import type * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { Settings } from '../settings.ts';
import { EXPLAIN_PROBLEM, FIX_PROBLEM } from './problems.ts';

/** Opens the panel and asks there. */
export type Ask = (question: string, items: readonly ContextItem[]) => Promise<void>;

export interface EditRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  readonly sources: SourceFiles;
  readonly ask: Ask;
  readonly showError: (error: unknown) => void;
  /** The extension's folder in the user's profile. */
  readonly storage: vscode.Uri;
  /** What is remembered for this workspace. */
  readonly state: vscode.Memento;
}

/** What a command is for: nothing where it is for what is in front. */
export interface EditTarget {
  readonly uri: vscode.Uri | undefined;
  /** A line from 0, for a task; a hunk's id, for a review. */
  readonly first: number | undefined;
  /** A character from 0, for a task. */
  readonly second: number | undefined;
}

const CODE_COMMANDS = [
  'tolmach.explain',
  'tolmach.findErrors',
  'tolmach.fix',
  'tolmach.refactor',
  'tolmach.simplify',
  'tolmach.speedUp',
  'tolmach.document',
  'tolmach.addTypes',
  'tolmach.writeTests',
  'tolmach.translateComments',
  'tolmach.instruct',
  'tolmach.chooseTask',
  EXPLAIN_PROBLEM,
  FIX_PROBLEM,
] as const;

const REVIEW_COMMANDS = [
  'tolmach.acceptEdit',
  'tolmach.dismissEdit',
  'tolmach.acceptAllEdits',
  'tolmach.dismissAllEdits',
  'tolmach.nextEdit',
  'tolmach.previousEdit',
  'tolmach.compareEdit',
  'tolmach.repeatEdit',
] as const;

export const EDIT_COMMANDS = [...CODE_COMMANDS, ...REVIEW_COMMANDS] as const;

/** For code: under the cursor, or at the place that is given. */
export type CodeCommand = (typeof CODE_COMMANDS)[number];
/** For an edit that waits for a decision. */
export type ReviewCommand = (typeof REVIEW_COMMANDS)[number];
export type EditCommand = CodeCommand | ReviewCommand;

export function isReviewCommand(command: EditCommand): command is ReviewCommand {
  return (REVIEW_COMMANDS as readonly EditCommand[]).includes(command);
}

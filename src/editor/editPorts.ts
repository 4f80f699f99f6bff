import type { Slashed } from '../core/chat/slashCommands.ts';
import type { Place } from '../core/context/contextItem.ts';

/** A block of code that an answer in the panel shows. */
export interface AnswerBlock {
  readonly text: string;
  /** Info string of the fence, untrusted. */
  readonly info: string;
  /** The places in files that the question held. */
  readonly places: readonly Place[];
}

/**
 * Proposes the code as an edit of the document that it is for.
 * @returns what the user wishes to be done with it, where that cannot be
 */
export type ApplyCode = (block: AnswerBlock) => Promise<'insert' | 'newFile' | undefined>;

/** Does what a word behind a slash asks for: to the code under the cursor, or at a place. Its failure is told. */
export type RunCommand = (command: Slashed, at?: Place) => Promise<void>;

/** Something that can be asked of a piece of code. */
export interface EditTask {
  readonly id: string;
  /** What the model is asked to do with the piece, in Russian. */
  readonly request: string;
  /**
   * Where the answer goes: told in the panel, put before the user as a new text of the piece, or put behind what the
   * document holds.
   */
  readonly answer: 'panel' | 'review' | 'append';
  readonly keeps: Keeps;
  /** Has a meaning where nothing but blanks is selected: the answer is put there. */
  readonly writes?: true;
  /** The answer may hold other files, too. */
  readonly makesFiles?: true;
}

/** What of the piece must be left in the answer. */
export type Keeps =
  /** Every word of the code and every text in quotes: comments alone may change. */
  | 'code'
  /** The words of the code, with others between them. */
  | 'words'
  /** Definitions: none may vanish while its name is in use. */
  | 'definitions'
  /** Nothing: the user's own wish may be to delete. */
  | 'nothing';

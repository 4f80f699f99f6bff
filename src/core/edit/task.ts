/** Something that can be asked of a piece of code. */
export interface EditTask {
  readonly id: string;
  /** What the model is asked to do with the piece, in Russian. */
  readonly request: string;
  /** Where the answer goes: told in the panel, or put before the user as a new text of the piece. */
  readonly answer: 'panel' | 'review';
}

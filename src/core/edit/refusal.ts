/** Why there is no edit to show. The document is untouched. */
export type Refusal =
  /** The piece and its answer do not fit the window; tokens. */
  | { readonly kind: 'tooLarge'; readonly needed: number; readonly granted: number }
  /** Cut into parts that fit it would take more requests than `most`. */
  | { readonly kind: 'tooManyParts'; readonly most: number }
  /** The task's answer is told, not put into a document. */
  | { readonly kind: 'noEdit' }
  /** Nothing but blanks is selected, and the task needs code. */
  | { readonly kind: 'nothingSelected' }
  /** The answer reached its limit before its end. */
  | { readonly kind: 'cut' }
  /** The answer holds no code. */
  | { readonly kind: 'noCode' }
  /** The answer's code is of another language than the document; its name at the fence, where one stood there. */
  | { readonly kind: 'otherLanguage'; readonly name: string }
  /** The answer holds several pieces of code, and nothing tells which one is meant. */
  | { readonly kind: 'severalBlocks' }
  /** Quotes of a text processor stand where code needs plain ones. */
  | { readonly kind: 'typographicQuotes' }
  /** Sentences stand in the code, outside its comments and quotes. */
  | { readonly kind: 'prose' }
  /** Words such as «остальной код без изменений» stand for code that cannot be told. */
  | { readonly kind: 'placeholder' }
  /** Code that was only shown stands for no lines that could be told in the document. */
  | { readonly kind: 'nowhere' }
  /** The answer is a diff, and its lines are not found in the document, or more than once. */
  | { readonly kind: 'patchMisplaced' }
  /** The answer holds more of the document than was asked for, changed in a way that cannot be told apart. */
  | { readonly kind: 'outside' }
  /** Keywords or identifiers were translated into Russian. */
  | { readonly kind: 'translated'; readonly words: readonly string[] }
  /** Brackets that paired would not pair any more. */
  | { readonly kind: 'brackets' }
  /** Definitions would vanish that the task may not remove, or that are still in use. */
  | { readonly kind: 'codeLost'; readonly names: readonly string[] }
  /** The task was to leave the code as it is, and it did not. */
  | { readonly kind: 'codeChanged' }
  /** A mark that stands for a secret came back spoilt: what stood there would be lost. */
  | { readonly kind: 'lostSecret' }
  | { readonly kind: 'unchanged' };

/** What the user should know of an edit before accepting it. */
export type Warning =
  /** The answer was a part of the piece, or left parts out in words: these were kept as they are. */
  | { readonly kind: 'keptRest' }
  /** Lines outside the selection change too. */
  | { readonly kind: 'outside' }
  /** Much of the code is gone. */
  | { readonly kind: 'shrunk' }
  /** What the answer says of another file cannot be used: its path, its text, or that it is there already. */
  | { readonly kind: 'fileLeftOut'; readonly path: string }
  /** Comments are gone. */
  | { readonly kind: 'commentsLost' }
  /** Definitions that stand there twice now. */
  | { readonly kind: 'duplicated'; readonly names: readonly string[] }
  /** Of a piece that was worked in parts some stayed as they are: refused for the `reason`, or not reached. */
  | { readonly kind: 'partsLeft'; readonly left: number; readonly count: number; readonly reason?: Refusal }
  /** A guard refused the edit, and the user wishes to see it all the same. */
  | { readonly kind: 'guarded' };

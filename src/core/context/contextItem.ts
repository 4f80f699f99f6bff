/** A place in a file. Lines count from 1, both ends included. */
export interface Place {
  /** The document's address as the editor gave it; opaque to the core. */
  readonly uri: string;
  /** For people and for the prompt: relative to the workspace folder. */
  readonly path: string;
  readonly firstLine?: number;
  readonly lastLine?: number;
}

/** What goes with a question. */
export type ItemKind =
  | 'file'
  | 'selection'
  /** A definition: its lines. */
  | 'symbol'
  /** `text` lists its files, `files` has those that were read. */
  | 'folder'
  /** Errors and warnings of the editor, one a line. */
  | 'problems'
  /** A unified diff of the working tree against the last commit. */
  | 'changes'
  /** The end of what a terminal shows. */
  | 'terminal'
  /** The editor's open files: `text` lists them, `files` has those that were read. */
  | 'tabs'
  /** What the index found for the question: a piece of a file. */
  | 'found'
  /** A wish and no text: the index is to be asked for what belongs to the question, which comes as `found`. */
  | 'codebase';

/** Id of the item of kind `codebase`. */
export const CODEBASE_ID = 'codebase';

/**
 * Something that goes with a question, attached by the user or found for it. The text was read when it was attached or
 * sent, never later. What is no place in a file has a place all the same: its `path` names it for people.
 */
export interface ContextItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly place: Place;
  /** The editor's language id: `typescript`, `python`, … */
  readonly language: string;
  readonly text: string;
  /** Lines that matter most, from 1, counted in the file: what stands around them is kept longest. */
  readonly spots?: readonly number[];
  /** Of a folder or of open tabs: what was read of their files, the most wanted first. */
  readonly files?: readonly ItemFile[];
  /** Kept whole as long as anything else can give way. */
  readonly pinned?: boolean;
}

export interface ItemFile {
  /** As in `Place`. */
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** `src/orders.py:41–63`, `src/orders.py:7`, or `src/orders.py`. */
export function placeLabel(place: Place, name: string = place.path): string {
  if (place.firstLine === undefined) return name;
  const last = place.lastLine ?? place.firstLine;
  return last === place.firstLine ? `${name}:${place.firstLine}` : `${name}:${place.firstLine}–${last}`;
}

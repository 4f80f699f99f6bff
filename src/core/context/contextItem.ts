/** A place in a file. Lines count from 1, both ends included. */
export interface Place {
  /** The document's address as the editor gave it; opaque to the core. */
  readonly uri: string;
  /** For people and for the prompt: relative to the workspace folder. */
  readonly path: string;
  readonly firstLine?: number;
  readonly lastLine?: number;
}

/** Something the user attached to a question. The text was read when it was attached or sent, never later. */
export interface ContextItem {
  readonly id: string;
  readonly kind: 'file' | 'selection';
  readonly place: Place;
  /** The editor's language id: `typescript`, `python`, … */
  readonly language: string;
  readonly text: string;
}

/** `src/orders.py:41–63`, `src/orders.py:7`, or `src/orders.py`. */
export function placeLabel(place: Place, name: string = place.path): string {
  if (place.firstLine === undefined) return name;
  const last = place.lastLine ?? place.firstLine;
  return last === place.firstLine ? `${name}:${place.firstLine}` : `${name}:${place.firstLine}–${last}`;
}

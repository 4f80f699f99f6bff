import type { Place } from '../../context/contextItem.ts';
import { describePlace, fenced } from '../../context/render.ts';

/** Lines of another file that the model is shown besides the cursor's own. */
export interface CodeSnippet {
  readonly place: Place;
  /** The editor's language id. */
  readonly language: string;
  /** Whole lines, without the last one's end. */
  readonly text: string;
}

/** What a window shows of other files. It stays as it is while the window's anchor does. */
export interface ChosenSnippets {
  /** In the order of the prompt. */
  readonly snippets: readonly CodeSnippet[];
  /** Of the model, for all together with what names them. */
  readonly tokens: number;
  /** Milliseconds of the wall's clock; 0 when nothing has been gathered yet. */
  readonly gatheredAt: number;
}

export const NO_SNIPPETS: ChosenSnippets = { snippets: [], tokens: 0, gatheredAt: 0 };

/** A snippet for a prompt in words: where it stands, then its text as data in a fence. */
export function renderSnippet({ place, language, text }: CodeSnippet): string {
  return `${describePlace(place)}:\n${fenced(text, language)}\n`;
}

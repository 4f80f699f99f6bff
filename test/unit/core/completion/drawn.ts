/** Documents drawn with their cursor: `▏` stands where the caret is. */
import { type Surroundings, surroundingsOf } from '../../../../src/core/completion/completion.ts';
import {
  AnchoredWindows,
  type CompletionWindow,
  type Cursor,
  type SourceText,
  windowSize,
} from '../../../../src/core/completion/window.ts';

const CARET = '▏';
const SIZE = windowSize(4000, 2.2);

export class DrawnText implements SourceText {
  readonly uri: string;
  readonly path = 'src/файл.ts';
  readonly language: string;
  readonly lines: readonly string[];
  /** Lines that were read. */
  reads = 0;

  constructor(lines: readonly string[], language = 'typescript', uri = 'file:///a.ts') {
    this.lines = lines;
    this.language = language;
    this.uri = uri;
  }

  get lineCount(): number {
    return this.lines.length;
  }

  line(index: number): string {
    const line = this.lines[index];
    if (line === undefined) throw new Error(`no line ${index}`);
    this.reads += 1;
    return line;
  }
}

export function drawn(picture: string, language = 'typescript'): { text: DrawnText; cursor: Cursor } {
  const at = picture.indexOf(CARET);
  if (at < 0) throw new Error('no cursor is drawn');
  const line = picture.slice(0, at).split('\n').length - 1;
  const lines = picture.split('\n');
  const [before = '', after = ''] = lines[line]?.split(CARET) ?? [];
  lines[line] = before + after;
  return { text: new DrawnText(lines, language), cursor: { line, before, after } };
}

/** The window of a drawn document. */
export function windowOf(
  picture: string,
  windows = new AnchoredWindows(),
  language = 'typescript',
): CompletionWindow {
  const { text, cursor } = drawn(picture, language);
  const window = windows.at(text, cursor, () => SIZE);
  if (!window) throw new Error('no window');
  return window;
}

export function around(picture: string, language?: string): Surroundings {
  return surroundingsOf(windowOf(picture, new AnchoredWindows(), language));
}

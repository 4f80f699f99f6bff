/** A finished piece of an answer, or a step of a code block that is still being written. */
export type Piece =
  | {
      readonly type: 'markdown';
      readonly source: string;
      /** An item of the list that the piece before it began. */
      readonly continuesList: boolean;
    }
  /** Text too long to be read as Markdown in one go. */
  | { readonly type: 'plain'; readonly text: string }
  | { readonly type: 'codeStart'; readonly info: string }
  | { readonly type: 'codeText'; readonly text: string }
  | { readonly type: 'codeEnd' };

/** Longer blocks are shown as plain text: the cost of inline Markdown grows faster than its length. */
export const LONGEST_BLOCK = 6_000;

interface Fence {
  readonly char: string;
  readonly length: number;
  readonly indent: number;
}

interface OpenBlock {
  readonly kind: 'text' | 'list' | 'indented';
  readonly lines: string[];
  length: number;
  /** For a list: its marker's last character, the column of its text, and the fence that is open inside it. */
  readonly marker: string;
  contentIndent: number;
  fence: Fence | undefined;
  continuesList: boolean;
}

const FENCE = /^( {0,3})(`{3,}|~{3,})(.*)$/;
const NESTED_FENCE = /^(?:\s|[-*+] |\d{1,9}[.)] )*(`{3,}|~{3,})(.*)$/;
const ITEM = /^( {0,3})([-*+]|(\d{1,9})[.)])( +|$)/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const HEADING = /^ {0,3}#{1,6}(?:\s|$)/;
const INDENTED = /^(?: {4}|\t)/;

function openingFence(
  pattern: RegExp,
  line: string,
): { char: string; length: number; info: string } | undefined {
  const groups = pattern.exec(line);
  if (!groups) return undefined;
  const marks = groups.at(-2) ?? '';
  const info = (groups.at(-1) ?? '').trim();
  const char = marks.charAt(0);
  // CommonMark: the info string of a backtick fence holds no backticks, or it is inline code.
  return char === '`' && info.includes('`') ? undefined : { char, length: marks.length, info };
}

function closesFence(fence: Fence, line: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === fence.char.repeat(text.length);
}

/**
 * Cuts Markdown that is still arriving into blocks that no later line can change, so that each is rendered once.
 * It cuts only where CommonMark surely ends a block; elsewhere the block stays open. Lists are cut between their
 * items and fenced code between its lines, because these are what answers make long.
 */
export class BlockSplitter {
  #open: OpenBlock | undefined;
  #code: Fence | undefined;
  /** The last piece was a list's item with this marker, and another item may follow. */
  #listBefore = '';

  /** Source of the block that may still change; empty when there is none. */
  get openSource(): string {
    return this.#open?.lines.join('\n') ?? '';
  }

  get openContinuesList(): boolean {
    return this.#open?.continuesList ?? false;
  }

  get inCode(): boolean {
    return this.#code !== undefined;
  }

  /** Takes the next whole line, without its end. */
  line(line: string): Piece[] {
    if (this.#code) return this.#codeLine(this.#code, line);
    if (this.#open?.fence) {
      if (closesFence(this.#open.fence, line)) this.#open.fence = undefined;
      return this.#append(this.#open, line);
    }
    if (line.trim() === '') return this.#blankLine(line);
    return this.#textLine(line);
  }

  /** Takes a part of a line that is too long to wait for its end. */
  longPart(text: string): Piece[] {
    if (this.#code) return [{ type: 'codeText', text }];
    return [...this.#close(), { type: 'plain', text }];
  }

  /** Ends whatever is open: the answer is complete. */
  finish(): Piece[] {
    if (!this.#code) return this.#close();
    this.#code = undefined;
    return [{ type: 'codeEnd' }];
  }

  #codeLine(fence: Fence, line: string): Piece[] {
    if (closesFence(fence, line) && !INDENTED.test(line)) {
      this.#code = undefined;
      return [{ type: 'codeEnd' }];
    }
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    return [{ type: 'codeText', text: `${line.slice(Math.min(indent, fence.indent))}\n` }];
  }

  #blankLine(line: string): Piece[] {
    if (this.#open?.kind === 'list' || this.#open?.kind === 'indented') return this.#extend(this.#open, line);
    return this.#close();
  }

  #textLine(line: string): Piece[] {
    const open = this.#open;
    if (open?.kind === 'list') return this.#lineAfterItem(open, line);
    if (open?.kind === 'indented' && INDENTED.test(line)) return this.#extend(open, line);
    if (open?.kind === 'indented') return [...this.#close(), ...this.#textLine(line)];
    const fence = openingFence(FENCE, line);
    if (fence) return this.#startCode(fence, line);
    if (HEADING.test(line)) {
      return [...this.#close(), { type: 'markdown', source: line, continuesList: false }];
    }
    const item = RULE.test(line) ? null : ITEM.exec(line);
    // CommonMark: a numbered list interrupts a paragraph only when it begins with 1, and an empty item never does.
    const begins = item && (!open || (item[4] !== '' && (item[3] === undefined || item[3] === '1')));
    if (begins) return [...this.#close(), ...this.#startItem(item, line)];
    if (open) return this.#extend(open, line);
    this.#open = newBlock(INDENTED.test(line) ? 'indented' : 'text', '');
    return this.#extend(this.#open, line);
  }

  #lineAfterItem(open: OpenBlock, line: string): Piece[] {
    const indent = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
    if (indent >= open.contentIndent) return this.#extend(open, line);
    const item = RULE.test(line) ? null : ITEM.exec(line);
    if (item) return [...this.#close(), ...this.#startItem(item, line)];
    const afterBlank = open.lines.at(-1)?.trim() === '';
    const interrupts = RULE.test(line) || HEADING.test(line) || openingFence(FENCE, line) !== undefined;
    // A line right after the item's text belongs to it whatever its indent ("lazy continuation").
    if (!afterBlank && !interrupts) return this.#extend(open, line);
    const pieces = this.#close();
    this.#listBefore = '';
    return [...pieces, ...this.#textLine(line)];
  }

  #startItem(item: RegExpExecArray, line: string): Piece[] {
    const [, indent = '', bullet = '', , gap = ''] = item;
    const marker = bullet.slice(-1);
    const block = newBlock('list', marker);
    block.continuesList = this.#listBefore === marker;
    const spaces = gap.length === 0 || gap.length > 4 ? 1 : gap.length;
    block.contentIndent = indent.length + bullet.length + spaces;
    this.#open = block;
    return this.#extend(block, line);
  }

  #startCode(fence: { char: string; length: number; info: string }, line: string): Piece[] {
    const pieces = this.#close();
    this.#listBefore = '';
    this.#code = { ...fence, indent: line.indexOf(fence.char) };
    return [...pieces, { type: 'codeStart', info: fence.info }];
  }

  #extend(open: OpenBlock, line: string): Piece[] {
    if (open.kind === 'list' && !open.fence) {
      const fence = openingFence(NESTED_FENCE, line);
      if (fence) open.fence = { ...fence, indent: 0 };
    }
    return this.#append(open, line);
  }

  #append(open: OpenBlock, line: string): Piece[] {
    open.lines.push(line);
    open.length += line.length + 1;
    return open.length > LONGEST_BLOCK ? this.#close() : [];
  }

  #close(): Piece[] {
    const open = this.#open;
    if (!open) {
      this.#listBefore = '';
      return [];
    }
    this.#open = undefined;
    this.#listBefore = open.kind === 'list' ? open.marker : '';
    const source = open.lines.join('\n').trimEnd();
    if (source === '') return [];
    if (source.length > LONGEST_BLOCK) return [{ type: 'plain', text: source }];
    return [{ type: 'markdown', source, continuesList: open.continuesList }];
  }
}

function newBlock(kind: OpenBlock['kind'], marker: string): OpenBlock {
  return { kind, lines: [], length: 0, marker, contentIndent: 0, fence: undefined, continuesList: false };
}

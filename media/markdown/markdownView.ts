import { BlockSplitter, LONGEST_BLOCK, type Piece } from './blocks.ts';
import { linkCitations, type Sources } from './citations.ts';
import { CodeBlock, type CodeHost } from './codeBlock.ts';
import { htmlOf } from './html.ts';
import { sanitized } from './sanitize.ts';
import { visibleText } from './visibleText.ts';

/** Work of one frame, in milliseconds and in characters (these cost layout later); the rest of a text waits. */
const FRAME_BUDGET = 5;
const FRAME_CHARACTERS = 12_000;
/** Parts of a line that never ends. */
const LONG_PART = 4_000;
/** The browser goes through all siblings when one is added, so blocks and items stand in groups of this size. */
const GROUP = 24;
/** Redrawing the open block may take this share of the time, or it is redrawn less often. */
const OPEN_BLOCK_SHARE = 0.2;

const CONTAINERS = new Set([
  'P',
  'UL',
  'OL',
  'LI',
  'BLOCKQUOTE',
  'TABLE',
  'TBODY',
  'THEAD',
  'TR',
  'TH',
  'TD',
]);

/**
 * Shows Markdown that grows. Finished blocks are made once and stay; only the block that is still being written is
 * made anew. All work is cut into slices of a frame, so a megabyte at once does not freeze the panel.
 */
export class MarkdownView {
  readonly #root: HTMLElement;
  readonly #host: CodeHost;
  readonly #caret = document.createElement('span');
  #sources: Sources | undefined;
  #splitter = new BlockSplitter();
  #text = '';
  #writing = false;
  /** Characters of the text that have gone to the splitter. */
  #taken = 0;
  #finished = false;
  #code: CodeBlock | undefined;
  #openElements: readonly Element[] = [];
  #openSource = '';
  #nextOpenAt = 0;
  #frame = 0;

  constructor(root: HTMLElement, host: CodeHost) {
    this.#root = root;
    this.#host = host;
    this.#caret.className = 'caret';
  }

  /** Shows `text`. Cheap when it only grew since the last call; `writing` while more is to come. */
  show(text: string, writing: boolean, sources?: Sources): void {
    this.#sources = sources;
    if (text === this.#text && writing === this.#writing) return;
    if (this.#finished || !text.startsWith(this.#text)) this.#restart();
    this.#text = text;
    this.#writing = writing;
    cancelAnimationFrame(this.#frame);
    this.#work();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
  }

  #restart(): void {
    this.#splitter = new BlockSplitter();
    this.#taken = 0;
    this.#finished = false;
    this.#code = undefined;
    this.#openElements = [];
    this.#openSource = '';
    this.#root.replaceChildren();
  }

  readonly #work = (): void => {
    const until = performance.now() + FRAME_BUDGET;
    const enough = this.#taken + FRAME_CHARACTERS;
    while (this.#takeNext()) {
      if (performance.now() > until || this.#taken > enough) {
        this.#later();
        return;
      }
    }
    if (this.#writing) this.#showOpen();
    else this.#finish();
  };

  #later(): void {
    this.#frame = requestAnimationFrame(this.#work);
  }

  /** Takes one line, or a part of a very long one. False when nothing whole is left. */
  #takeNext(): boolean {
    const rest = this.#text.length - this.#taken;
    if (rest === 0) return false;
    const end = this.#text.indexOf('\n', this.#taken);
    const length = (end === -1 ? this.#text.length : end) - this.#taken;
    if (length > LONGEST_BLOCK) {
      this.#add(this.#splitter.longPart(this.#take(LONG_PART)));
      return true;
    }
    if (end === -1 && this.#writing) return false;
    this.#add(this.#splitter.line(this.#take(length)));
    this.#taken = Math.min(this.#taken + 1, this.#text.length);
    return true;
  }

  #take(length: number): string {
    const from = this.#taken;
    this.#taken += length;
    return visibleText(this.#text.slice(from, this.#taken));
  }

  #add(pieces: readonly Piece[]): void {
    for (const piece of pieces) this.#addPiece(piece);
  }

  #addPiece(piece: Piece): void {
    if (piece.type === 'codeText') {
      this.#code?.append(piece.text);
      return;
    }
    if (piece.type === 'codeEnd') {
      this.#code?.finish();
      this.#code = undefined;
      return;
    }
    // What stands on the screen is already this block, whole: it stays.
    if (piece.type === 'markdown' && piece.source === this.#openSource) {
      this.#keepOpen();
      return;
    }
    this.#dropOpen();
    if (piece.type === 'codeStart') {
      this.#code = new CodeBlock(piece.info, this.#host);
      this.#group().append(this.#code.element);
    } else if (piece.type === 'plain') {
      const text = document.createElement('p');
      text.className = 'plain';
      text.textContent = piece.text;
      this.#group().append(text);
    } else {
      this.#place(piece.source, piece.continuesList, true);
    }
  }

  #showOpen(): void {
    const partial = visibleText(this.#text.slice(this.#taken));
    if (this.#code) {
      // What may become the closing fence waits for its line's end.
      this.#code.preview(/^\s*[`~]+$/.test(partial) ? '' : partial);
      this.#code.end.append(this.#caret);
      return;
    }
    const source = this.#splitter.openSource;
    // A fence that is not complete would flicker as inline code.
    const shown = /^\s*[`~]{1,}[^`~]*$/.test(partial) ? source : [source, partial].filter(Boolean).join('\n');
    if (shown !== this.#openSource || shown === '') this.#redrawOpen(shown);
  }

  #redrawOpen(source: string): void {
    const started = performance.now();
    if (started < this.#nextOpenAt) {
      this.#later();
      return;
    }
    this.#dropOpen();
    this.#openElements = source === '' ? [] : this.#place(source, this.#splitter.openContinuesList, false);
    this.#openSource = source;
    const last = this.#openElements.at(-1);
    (last ? endOf(last) : this.#group()).append(this.#caret);
    const took = performance.now() - started;
    this.#nextOpenAt = started + took / OPEN_BLOCK_SHARE;
  }

  #finish(): void {
    this.#code?.finish(false);
    this.#code = undefined;
    this.#add(this.#splitter.finish());
    this.#dropOpen();
    this.#finished = true;
  }

  #keepOpen(): void {
    this.#caret.remove();
    for (const element of this.#openElements) this.#finishCode(element);
    this.#openElements = [];
    this.#openSource = '';
  }

  #dropOpen(): void {
    this.#caret.remove();
    for (const element of this.#openElements) element.remove();
    this.#openElements = [];
    this.#openSource = '';
  }

  /** Adds a block at the end; an item of the list that stands there joins it. Returns what was added. */
  #place(source: string, continuesList: boolean, complete: boolean): Element[] {
    const fragment = sanitized(htmlOf(source));
    if (this.#sources) linkCitations(fragment, this.#sources);
    for (const body of fragment.querySelectorAll('pre')) this.#upgradeCode(body, complete);
    for (const table of fragment.querySelectorAll('table')) wrap(table, 'table');
    const list = fragment.firstElementChild;
    const before = this.#root.lastElementChild?.lastElementChild;
    const joins = continuesList && list !== null && before?.tagName === list.tagName;
    const full = joins && before.childElementCount >= GROUP;
    const items = joins && !full ? [...list.children] : [];
    if (items.length > 0) {
      before?.append(...items);
      list?.remove();
    }
    const blocks = [...fragment.children];
    if (blocks.length > 0) (full ? this.#startGroup() : this.#group()).append(...blocks);
    return [...items, ...blocks];
  }

  /** Where the next block goes. */
  #group(): Element {
    const last = this.#root.lastElementChild;
    return last && last.childElementCount < GROUP ? last : this.#startGroup();
  }

  #startGroup(): Element {
    const group = document.createElement('div');
    this.#root.append(group);
    return group;
  }

  #upgradeCode(body: Element, complete: boolean): void {
    const code = body.firstElementChild ?? body;
    const block = new CodeBlock(code.getAttribute('title') ?? '', this.#host);
    block.append(code.textContent ?? '');
    if (complete) block.finish();
    body.replaceWith(block.element);
    codeBlocks.set(block.element, block);
  }

  /** Code inside a block that was shown while it was written is coloured once the block is complete. */
  #finishCode(block: Element): void {
    for (const element of [block, ...block.querySelectorAll('figure')]) codeBlocks.get(element)?.finish();
  }
}

/** Code blocks inside other blocks, by their elements. */
const codeBlocks = new WeakMap<Element, CodeBlock>();

/** The innermost element at the end of a block, where the next character will stand. */
function endOf(element: Element): Element {
  let end = element;
  while (end.lastElementChild && CONTAINERS.has(end.lastElementChild.tagName)) end = end.lastElementChild;
  return end;
}

function wrap(element: Element, className: string): void {
  const wrapper = document.createElement('div');
  wrapper.className = className;
  wrapper.tabIndex = 0;
  element.replaceWith(wrapper);
  wrapper.append(element);
}

/** A place that an answer may name: what stood before the model. */
export interface Source {
  /** `orders.py:41–63` */
  readonly label: string;
  /** `src/orders.py:41–63` */
  readonly title: string;
  /** What is said of it to those who cannot see. */
  readonly described: string;
  readonly open: () => void;
}

export interface Sources {
  byNumber(number: number): Source | undefined;
  /** By its path or name, with lines or without. */
  byName(name: string): Source | undefined;
}

/** `[1]`, `[2, 3]`; not an index, as in `list[1]`, where the code stands in no backticks. */
const CITATION = /(?<![A-Za-z0-9_)])\[(\d{1,3}(?:\s?[,;]\s?\d{1,3})*)\]/g;
/** Longer names are code and no path. */
const LONGEST_NAME = 300;

/**
 * Makes numbers of sources, and code that is nothing but the path of one, into ways to the place. What is no source
 * stays as it is: a model makes numbers up, too.
 */
export function linkCitations(root: DocumentFragment, sources: Sources): void {
  for (const text of textsOf(root)) {
    if (text.data.includes('[')) text.replaceWith(...linked(text.data, sources));
  }
  for (const code of root.querySelectorAll('code')) {
    const name = code.textContent ?? '';
    if (name.length > LONGEST_NAME || code.closest('pre, a')) continue;
    const source = sources.byName(name);
    if (!source) continue;
    const button = opener(source, 'cite cite--place');
    code.replaceWith(button);
    button.append(code);
  }
}

function textsOf(root: DocumentFragment): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text && !currentNode.parentElement?.closest('code, a, pre'))
      texts.push(currentNode);
  }
  return texts;
}

function linked(text: string, sources: Sources): (Node | string)[] {
  const pieces: (Node | string)[] = [];
  let end = 0;
  for (const { 0: whole, 1: numbers = '', index } of text.matchAll(CITATION)) {
    const known = numbers
      .split(/[,;]/)
      .map((number) => ({ number, source: sources.byNumber(Number(number)) }));
    if (known.every(({ source }) => !source)) continue;
    pieces.push(text.slice(end, index));
    for (const { number, source } of known) {
      if (!source) continue;
      const button = opener(source, 'cite');
      button.textContent = `[${number.trim()}]`;
      button.setAttribute('aria-label', source.described);
      pieces.push(button);
    }
    end = index + whole.length;
  }
  return [...pieces, text.slice(end)];
}

function opener(source: Source, className: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  button.title = source.title;
  button.addEventListener('click', source.open);
  return button;
}

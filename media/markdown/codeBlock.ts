import type { FromPanel, PanelTextKey } from '../../src/core/chat/protocol.ts';
import type { Words } from '../wording.ts';
import { highlighted, languageName } from './highlight.ts';
import { whenSeen } from './whenSeen.ts';

/** What code blocks need of the panel around them. */
export interface CodeHost {
  readonly words: Words;
  post(message: FromPanel): void;
  /** Whose answer shows the code: it can be applied. */
  readonly turn?: string | undefined;
}

/** Characters in one element: the browser lays out an element anew when its text grows. */
const CHUNK = 4_000;
const COPIED_FOR = 1_500;

const ACTIONS = [
  { action: 'insert', icon: 'insert', label: 'code.insert' },
  { action: 'newFile', icon: 'new-file', label: 'code.newFile' },
] as const;

/** A block of code with its language and actions. Text is appended cheaply; colours come when it is complete. */
export class CodeBlock {
  readonly element = document.createElement('figure');
  readonly #code = document.createElement('code');
  readonly #info: string;
  readonly #host: CodeHost;
  readonly #copyButton: HTMLButtonElement;
  #text = '';
  #tail = new Text();
  #tailText = '';

  constructor(info: string, host: CodeHost) {
    this.#info = info;
    this.#host = host;
    this.#copyButton = this.#button('copy', 'code.copy', () => this.#copy());
    const language = languageName(info) || host.words('code.plain');
    this.element.className = 'code';
    const body = document.createElement('pre');
    body.tabIndex = 0;
    body.setAttribute('role', 'group');
    body.setAttribute('aria-label', host.words('code.label', { name: language }));
    body.append(this.#code);
    this.element.append(this.#head(language), body);
  }

  /** Where the caret stands while the block is being written. */
  get end(): Element {
    return this.#code.lastElementChild ?? this.#code;
  }

  /** Adds text for good, with its line ends. */
  append(text: string): void {
    this.#text += text;
    for (let from = 0; from < text.length; from += CHUNK) {
      if (!this.#tail.isConnected || this.#tailText.length >= CHUNK) this.#startChunk();
      this.#tailText += text.slice(from, from + CHUNK);
      this.#tail.data = this.#tailText;
    }
  }

  /** Shows the line that is still being written after what was appended. */
  preview(partialLine: string): void {
    if (!this.#tail.isConnected) this.#startChunk();
    this.#tail.data = this.#tailText + partialLine;
  }

  /**
   * Nothing more comes: colours the block when it comes into view.
   * @param closed its end has come, too: half a block is not to be applied
   */
  finish(closed = true): void {
    this.#tail.data = this.#tailText;
    if (closed && this.#host.turn !== undefined)
      this.#copyButton.before(this.#button('check-all', 'code.apply', () => this.#act('apply')));
    whenSeen(this.element, () => this.#highlight());
  }

  #startChunk(): void {
    const chunk = document.createElement('span');
    chunk.className = 'code__chunk';
    this.#tail = new Text();
    this.#tailText = '';
    chunk.append(this.#tail);
    this.#code.append(chunk);
  }

  #highlight(): void {
    const runs = highlighted(this.#text, this.#info);
    if (!runs) return;
    const nodes = runs.map(({ text, role }) => {
      if (!role) return new Text(text);
      const span = document.createElement('span');
      span.className = `token-${role}`;
      span.textContent = text;
      return span;
    });
    this.#code.replaceChildren(...nodes);
  }

  #head(language: string): HTMLElement {
    const head = document.createElement('figcaption');
    head.className = 'code__head';
    const name = document.createElement('span');
    name.className = 'code__language';
    name.textContent = language;
    const tools = document.createElement('span');
    tools.className = 'code__tools';
    const rest = document.createElement('span');
    rest.className = 'code__rest';
    for (const { action, icon, label } of ACTIONS) {
      rest.append(this.#button(icon, label, () => this.#act(action)));
    }
    const more = this.#button('ellipsis', 'code.more', () => {
      const open = tools.classList.toggle('is-open');
      more.setAttribute('aria-expanded', String(open));
    });
    more.classList.add('code__more');
    more.setAttribute('aria-expanded', 'false');
    tools.append(this.#copyButton, more, rest);
    head.append(name, tools);
    return head;
  }

  #button(icon: string, label: PanelTextKey, act: () => void): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'icon-button';
    const glyph = document.createElement('i');
    glyph.className = `codicon codicon-${icon}`;
    glyph.setAttribute('aria-hidden', 'true');
    const text = document.createElement('span');
    text.className = 'code__label';
    text.textContent = this.#host.words(label);
    button.append(glyph, text);
    button.title = text.textContent;
    button.setAttribute('aria-label', text.textContent);
    button.addEventListener('click', act);
    return button;
  }

  #act(action: 'copy' | 'apply' | 'insert' | 'newFile'): void {
    const { turn } = this.#host;
    const code = { text: this.#text, language: this.#info, ...(turn === undefined ? {} : { turn }) };
    this.#host.post({ type: 'code', action, ...code });
  }

  #copy(): void {
    const button = this.#copyButton;
    this.#act('copy');
    const show = (icon: string, label: PanelTextKey): void => {
      button.firstElementChild?.setAttribute('class', `codicon codicon-${icon}`);
      button.title = this.#host.words(label);
      button.setAttribute('aria-label', button.title);
    };
    show('check', 'code.copied');
    setTimeout(show, COPIED_FOR, 'copy', 'code.copy');
  }
}

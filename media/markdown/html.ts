import { Marked, type Tokens } from 'marked';
import { safeLink } from './links.ts';

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Markup in an answer is shown, not obeyed; images become their words and their address. */
const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text, block }) => (block ? `<p>${escapeHtml(text)}</p>` : escapeHtml(text)),
    image({ href, text }) {
      const address = safeLink(href);
      const label = escapeHtml(text || href);
      return address ? anchor(address, label) : label;
    },
    link({ href, tokens }) {
      const label = this.parser.parseInline(tokens);
      const address = safeLink(href);
      return address ? anchor(address, label) : label;
    },
    // Above an answer stand h2 of the screen and h3 of the turn.
    heading({ tokens, depth }) {
      const level = depth <= 2 ? 4 : 5;
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    code({ text, lang = '' }: Tokens.Code) {
      return `<pre><code title="${escapeHtml(lang)}">${escapeHtml(text)}</code></pre>`;
    },
  },
});

function anchor(address: string, label: string): string {
  return `<a href="${escapeHtml(address)}" title="${escapeHtml(address)}">${label}</a>`;
}

/**
 * HTML of one block of Markdown. It holds no markup of the answer's own, but is still to be sanitised: this is the
 * first of two walls. The info string of a code block stands in its `title`.
 */
export function htmlOf(source: string): string {
  return marked.parse(source, { async: false });
}

/** The five roles that the editor's theme has a colour for. */
export type CodeRole = 'keyword' | 'string' | 'number' | 'literal' | 'comment';

/** A stretch of code of one colour; without a role, the code's own. */
export interface CodeRun {
  readonly text: string;
  readonly role?: CodeRole;
}

const ROLES: Readonly<Record<string, CodeRole>> = {
  keyword: 'keyword',
  'selector-tag': 'keyword',
  tag: 'keyword',
  name: 'keyword',
  section: 'keyword',
  deletion: 'keyword',
  string: 'string',
  regexp: 'string',
  'meta-string': 'string',
  addition: 'string',
  link: 'string',
  number: 'number',
  symbol: 'number',
  literal: 'literal',
  meta: 'literal',
  built_in: 'literal',
  attr: 'literal',
  attribute: 'literal',
  'selector-class': 'literal',
  'selector-id': 'literal',
  'selector-attr': 'literal',
  'selector-pseudo': 'literal',
  comment: 'comment',
  quote: 'comment',
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

/**
 * Reads the HTML that highlight.js writes (nothing but `<span class="hljs-…">`, `</span>` and five entities), so that
 * the panel builds its own nodes and never takes that HTML as markup. The inner span's role wins.
 */
export function codeRuns(html: string): CodeRun[] {
  const runs: CodeRun[] = [];
  const roles: (CodeRole | undefined)[] = [undefined];
  for (const [part, opening] of html.matchAll(/<span class="([^"]*)">|<\/span>|[^<]+/g)) {
    if (opening !== undefined) {
      const name = /^hljs-([\w-]+)/.exec(opening)?.[1] ?? '';
      roles.push(ROLES[name] ?? roles.at(-1));
    } else if (part === '</span>') {
      if (roles.length > 1) roles.pop();
    } else {
      const text = part.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
      const role = roles.at(-1);
      runs.push(role ? { text, role } : { text });
    }
  }
  return runs;
}

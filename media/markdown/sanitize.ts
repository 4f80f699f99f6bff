import createPurifier from 'dompurify';

const purifier = createPurifier(window);

/**
 * Nodes of one block of an answer, with nothing but these elements and attributes: the second wall after `htmlOf`,
 * which lets no markup of the answer through in the first place.
 */
export function sanitized(html: string): DocumentFragment {
  return purifier.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: [
      ...[
        'p',
        'h4',
        'h5',
        'ul',
        'ol',
        'li',
        'blockquote',
        'hr',
        'br',
        'pre',
        'code',
        'em',
        'strong',
        'del',
        'a',
      ],
      ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ],
    ALLOWED_ATTR: ['href', 'title', 'start', 'align'],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    ALLOWED_URI_REGEXP: /^https?:\/\//i,
  });
}

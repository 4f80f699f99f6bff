const FENCE_LINE = /^\s*(`{3,}|~{3,})/;
/** «Сообщение коммита:», “Here is the commit message:”, «**Коммит**:» */
const LEAD =
  /^[^\p{L}]*(вот|сообщение|коммит|предлага\p{L}*|конечно|here|commit|message|sure).*:[^\p{L}\p{N}]*$/iu;
const LABEL =
  /^[*_\s]*(?:сообщение коммита|сообщение|заголовок|commit message|commit|subject)[*_\s]*:[*_\s]+(?=\S)/iu;
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['«', '»'],
  ['“', '”'],
  ['**', '**'],
];

/**
 * The commit message in a model's answer, without what models put around one: a fence, words before it, a label,
 * quotes, a full stop after the subject. Works on an answer that is still growing; `''` while there is nothing of it.
 */
export function commitMessage(answer: string): string {
  const lines = unfenced(answer.replace(/\r\n?/g, '\n').split('\n'));
  while (lines.length > 0 && (lines[0]?.trim() === '' || LEAD.test(lines[0] ?? ''))) lines.shift();
  const [first = '', ...body] = lines;
  const subject = unquoted(
    first
      .trim()
      .replace(LABEL, '')
      .replace(/^#+\s+/, ''),
  )
    .replace(/(?<!\.)\.$/, '')
    .trim();
  const rest = body
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (rest === '') return subject;
  // Git takes what stands after an empty line for the body.
  return `${subject}\n\n${rest}`;
}

/** The first fenced block, closed or not, else all lines. */
function unfenced(lines: readonly string[]): string[] {
  const open = lines.findIndex((line) => FENCE_LINE.test(line));
  if (open === -1) return [...lines];
  const close = lines.findIndex((line, index) => index > open && FENCE_LINE.test(line));
  const inside = lines.slice(open + 1, close === -1 ? undefined : close);
  // A fence that is just being closed.
  if (close === -1 && /^`{1,2}$/.test(inside.at(-1) ?? '')) inside.pop();
  const before = lines.slice(0, open).filter((line) => line.trim() !== '' && !LEAD.test(line));
  // A block after a message is a part of it, code for instance.
  return before.length > 0 ? [...lines] : inside;
}

function unquoted(text: string): string {
  for (const [open, close] of QUOTES) {
    const inside = text.slice(open.length, -close.length);
    const wrapped = text.length > open.length + close.length && text.startsWith(open) && text.endsWith(close);
    if (wrapped && !inside.includes(open)) return inside;
  }
  return text;
}

import { type ContextItem, placeLabel } from '../context/contextItem.ts';

const LONGEST_LINE = 120;
/** Where a comment or nothing but a bracket stands, the next line says more. */
const SAYS_LITTLE = /^(?:[#/*"'`-]|<!--|@|[\s{}()[\];,]*$)/;

/** Found places as an answer in Markdown: each with its lines and the line of code that says most below, after a hard break. */
export function placesList(found: readonly ContextItem[]): string {
  return found
    .map((item, index) => {
      const line = tellingLine(item.text);
      const code = line === '' ? '' : `  \n   ${inlineCode(line)}`;
      return `${index + 1}. ${inlineCode(placeLabel(item.place))}${code}`;
    })
    .join('\n');
}

function tellingLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const line = lines.find((one) => !SAYS_LITTLE.test(one)) ?? lines[0] ?? '';
  return line.length > LONGEST_LINE
    ? `${line.slice(0, LONGEST_LINE).replace(/[\uD800-\uDBFF]$/, '')}…`
    : line;
}

/** Longer than any run of backticks inside (CommonMark 6.1). */
function inlineCode(text: string): string {
  const plain = text.replace(/[\r\n]+/g, ' ');
  const longest = Math.max(0, ...Array.from(plain.matchAll(/`+/g), ([run]) => run.length));
  if (longest === 0) return `\`${plain}\``;
  const marks = '`'.repeat(longest + 1);
  return `${marks} ${plain} ${marks}`;
}

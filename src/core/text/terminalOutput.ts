/** Escape sequences of a terminal: colours, titles, marks of the shell's integration. */
const ESCAPES = new RegExp(
  [
    String.raw`\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?`,
    String.raw`\x1b[PX^_][^\x1b]*(?:\x1b\\)?`,
    String.raw`\x1b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\x1b[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
/** All but the tab, the line feed and the return. */
const CONTROLS = new RegExp(['[', String.raw`\x00-\x08\x0b\x0c\x0e-\x1f\x7f`, ']'].join(''), 'g');

/** What a terminal has written, as it reads on the screen: without escapes, a line that was written over once. */
export function readableOutput(raw: string): string {
  return raw
    .replace(ESCAPES, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1))
    .join('\n')
    .replace(CONTROLS, '')
    .replace(/[ \t\r]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * Takes out of one line of a model's text all that a reader cannot see, so that what is shown, copied and inserted is
 * one and the same: terminal escape sequences (ECMA-48 CSI and OSC), control characters but the tab, and the
 * characters that reorder or hide text (https://trojansource.codes).
 */
export function visibleText(line: string): string {
  return HIDDEN.test(line) ? line.replace(ESCAPES, '').replace(CONTROLS, '') : line;
}

const ESC = '\\u001b';
const ESCAPES = new RegExp(
  `${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}[\\]PX^_][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)?|${ESC}[ -/]*[0-~]`,
  'g',
);
const CONTROL_SET =
  '\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';
const HIDDEN = new RegExp(`[${CONTROL_SET}]`, 'u');
const CONTROLS = new RegExp(`[${CONTROL_SET}]`, 'gu');

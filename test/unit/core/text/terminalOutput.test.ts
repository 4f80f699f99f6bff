import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableOutput } from '../../../../src/core/text/terminalOutput.ts';

for (const [name, raw, shown] of [
  ['colours', '\u001b[31mошибка\u001b[0m: файл', 'ошибка: файл'],
  ['the window’s title', '\u001b]0;bash\u0007$ ls', '$ ls'],
  ['marks of the shell’s integration', '\u001b]633;C\u001b\\готово\u001b]633;D;0\u0007', 'готово'],
  ['line ends of a terminal', 'раз\r\nдва\r\n', 'раз\nдва'],
  ['a line that was written over', '10 %\r50 %\r100 %\r\nвсё', '100 %\nвсё'],
  ['moves of the cursor', 'a\u001b[2K\u001b[1Gb', 'ab'],
  ['control characters', 'a\u0000b\u0008c', 'abc'],
  ['many empty lines', 'a\n\n\n\n\nb  \n', 'a\n\nb'],
  ['an escape that was cut off', 'текст\u001b]0;без конца', 'текст'],
  ['nothing', '', ''],
] as const) {
  test(`what a terminal wrote, as it reads: ${name}`, () => {
    assert.equal(readableOutput(raw), shown);
  });
}

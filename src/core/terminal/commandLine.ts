const FENCE = /^\s*(`{3,}|~{3,})/;
/** A prompt that examples begin with: `$ `, `# `, `PS C:\> `. */
const SHELL_PROMPT = /^\s*(?:\$|>|PS [^>]*>)\s+/;
/** Anything that a terminal takes for a key, line breaks among them: a command that is shown must not run by itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * The command in a model's answer, as one line that can be put into a terminal without anything being run: without a
 * fence, words around it, comments, and characters that are keys. Nothing when there is none.
 * @param shell several lines are joined by what it has for «and then»
 */
export function commandLine(answer: string, shell: string): string | undefined {
  const lines = joined(fencedLines(answer.replace(/\r\n?/g, '\n').split('\n')));
  const commands = lines
    .map((line) => line.replace(SHELL_PROMPT, '').trim())
    .filter((line) => line !== '' && !/^(#|rem\b|::|\/\/)/i.test(line))
    .map((line) => (/^`[^`]+`$/.test(line) ? line.slice(1, -1) : line));
  const line = commands.join(/^powershell/i.test(shell) ? '; ' : ' && ');
  const clean = line.replace(CONTROL, ' ').trim();
  return clean === '' ? undefined : clean;
}

/** The first fenced block; else all lines that are no prose. */
function fencedLines(lines: readonly string[]): readonly string[] {
  const open = lines.findIndex((line) => FENCE.test(line));
  if (open >= 0) {
    const close = lines.findIndex((line, index) => index > open && FENCE.test(line));
    return lines.slice(open + 1, close === -1 ? undefined : close);
  }
  return lines.filter((line) => line.trim() !== '' && !isProse(line));
}

/** A sentence: it ends with a colon or a full stop, or begins with a Russian word. */
function isProse(line: string): boolean {
  const text = line.trim();
  return /^[А-ЯЁа-яё]/.test(text) || /^[A-Z][a-z]+(?:\s\S+)*\s\S+[:.]$/.test(text);
}

/** Lines that the shell would take for one: ended by a backslash, or by a backtick as PowerShell has it. */
function joined(lines: readonly string[]): string[] {
  const whole: string[] = [];
  let begun = '';
  for (const line of lines) {
    const more = /(?:\\|\s`)$/.test(line);
    begun += more ? line.replace(/(?:\\|`)$/, ' ') : line;
    if (more) continue;
    whole.push(begun);
    begun = '';
  }
  return begun === '' ? whole : [...whole, begun];
}

/** A fenced block of an answer. */
export interface Fence {
  /** First word of the info string, in lower case. */
  readonly language: string;
  readonly text: string;
}

const OPENING = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\n]*)$/;

/**
 * The fenced blocks of Markdown, in order. One that is never closed ends with the text.
 * @param greedy a block ends at the last line that can close it: for answers whose code holds fences itself
 */
export function fencesOf(markdown: string, greedy: boolean): Fence[] {
  const lines = markdown.split('\n');
  const found: Fence[] = [];
  for (let line = 0; line < lines.length; line++) {
    const [, indentation = '', mark, info = ''] = OPENING.exec(lines[line] ?? '') ?? [];
    if (mark === undefined) continue;
    const end = closingLine(lines, line + 1, mark, greedy);
    const text = lines.slice(line + 1, end).map((one) => withoutIndentation(one, indentation));
    found.push({
      language:
        info
          .trim()
          .split(/[\s{:,]/)[0]
          ?.toLowerCase() ?? '',
      text: text.join('\n'),
    });
    line = end;
  }
  return found;
}

function closingLine(lines: readonly string[], from: number, mark: string, greedy: boolean): number {
  const closes = (line: string): boolean => {
    const trimmed = line.trim();
    return trimmed.length >= mark.length && trimmed === mark.charAt(0).repeat(trimmed.length);
  };
  const end = greedy
    ? lines.findLastIndex(closes)
    : lines.findIndex((line, at) => at >= from && closes(line));
  return end < from ? lines.length : end;
}

/** A block in a list stands as deep as its item. */
function withoutIndentation(line: string, indentation: string): string {
  return line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart();
}

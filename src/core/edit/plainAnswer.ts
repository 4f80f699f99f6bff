import { codeOnly } from '../code/codeOnly.ts';

const MARKUP = new Set([
  'html',
  'xml',
  'markdown',
  'vue',
  'svelte',
  'php',
  'javascriptreact',
  'typescriptreact',
  'mdx',
]);
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
const NUMBERED = /^[ \t]*(\d+)(?:[ \t]*[|│:] ?|\t)(.*)$/;

/** An answer without what is not its text: line ends of other systems, a byte-order mark, thoughts, marks of its end. */
export function plainAnswer(answer: string): string {
  return (
    answer
      .replace(/\r\n?/g, '\n')
      .replace(/^\uFEFF/, '')
      .replace(/^\s*<think>[\s\S]*?<\/think>/, '')
      // A thought that never ended is no answer.
      .replace(/^\s*<think>[\s\S]*$/, '')
      // A closing tag that nobody opened counts only alone on its line, before any code.
      .replace(/^(?:(?![ \t]*(?:```|~~~)).*\n)*?[ \t]*<\/think>[ \t]*\n/, '')
      .replace(/(?:\s*<\|(?:im_end|endoftext|eot_id|end)\|>)+\s*$/, '')
  );
}

/** Code without what a model added to each line of it: numbers, prompts of a shell, escapes of HTML. */
export function plainCode(code: string, piece: string, language: string): string {
  const lines = withoutPrompts(withoutNumbers(code.replace(/^\uFEFF/, ''), piece), language);
  return withoutEntities(lines, piece, language);
}

function withoutPrompts(code: string, language: string): string {
  const lines = code.split('\n');
  // No command of a script is called `$`.
  const prompted = lines.every((line) => line.trim() === '' || line.startsWith('$ '));
  return language === 'shellscript' && prompted
    ? lines.map((line) => line.replace('$ ', '')).join('\n')
    : code;
}

function withoutNumbers(code: string, piece: string): string {
  if (isNumbered(piece) || !isNumbered(code)) return code;
  return code
    .split('\n')
    .map((line) => NUMBERED.exec(line)?.[2] ?? line)
    .join('\n');
}

/** Every worded line begins with its number. */
function isNumbered(code: string): boolean {
  const numbers = code
    .trim()
    .split('\n')
    .map((line) => Number(NUMBERED.exec(line)?.[1] ?? Number.NaN));
  return (
    numbers.length > 1 && numbers.every((number, at) => at === 0 || number === (numbers[at - 1] ?? 0) + 1)
  );
}

function withoutEntities(code: string, piece: string, language: string): string {
  const entity = /&(lt|gt|amp|quot|#39);/g;
  if (MARKUP.has(language) || entity.test(piece) || !/&(?:lt|gt|amp);/.test(codeOnly(code, language)))
    return code;
  return code.replace(entity, (found, name: string) => ENTITIES[name] ?? found);
}

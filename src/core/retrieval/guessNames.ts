import type { ChatMessage } from '../model/prompt.ts';
import { looksLikeIdentifier, splitIdentifier, WORD } from './identifiers.ts';

/** The answer is a line of names: so many tokens are enough. */
export const NAMES_MAX_TOKENS = 80;
const MOST_NAMES = 8;
const LONGEST_NAME = 48;
/** More of the question says no more about the code: characters. */
const LONGEST_QUESTION = 2000;
const LONE_SURROGATE = /[\uD800-\uDFFF]/gu;

const INSTRUCTION = `Ты помогаешь искать по исходному коду. По вопросу назови имена функций, классов и файлов, которые, скорее всего, есть в коде, где находится ответ. Имена — по-английски, как их пишут программисты. Ответь одной строкой: от трёх до шести имён через запятую, без пояснений.`;
const EXAMPLES: readonly ChatMessage[] = [
  { role: 'user', text: 'Где считается скидка в корзине?' },
  { role: 'assistant', text: 'calculateDiscount, applyDiscount, Cart, discount' },
  { role: 'user', text: 'Как повторяется запрос после обрыва связи?' },
  { role: 'assistant', text: 'retry, RetryPolicy, reconnect, backoff, sendRequest' },
];

/** Whether a question has to be asked of the model first: one that names code itself, or is empty, has not. */
export function needsNames(question: string): boolean {
  const words = question.match(WORD) ?? [];
  return /[\p{L}]/u.test(question) && !words.some(looksLikeIdentifier);
}

/** Asks a model which names the code that answers a question may have. The caller remembers the answers. */
export function namesPrompt(question: string): ChatMessage[] {
  const shown = question.trim().replace(/\s+/g, ' ').slice(0, LONGEST_QUESTION).replace(LONE_SURROGATE, '');
  return [{ role: 'system', text: INSTRUCTION }, ...EXAMPLES, { role: 'user', text: shown }];
}

/**
 * The names in a model's answer, each once, at most eight. Prose, numbering, fences and file endings around them are
 * left out; an answer that names nothing gives none.
 */
export function readNames(answer: string): string[] {
  const names = new Map<string, string>();
  const body = answer.replace(/<think>[\s\S]*?(<\/think>|$)/g, '');
  const listed = body
    .split('\n')
    .flatMap((line) => (isProse(line) ? quoted(line) : line.split(/[,;]|\s+\/\s+|\s+или\s+/)));
  for (const piece of listed) {
    const name = cleanName(piece);
    if (name === undefined) continue;
    const key = splitIdentifier(name).join('');
    if (!names.has(key)) names.set(key, name);
    if (names.size === MOST_NAMES) break;
  }
  return [...names.values()];
}

/** A sentence: what it names stands in quotes. */
function isProse(line: string): boolean {
  return (
    /[а-яё][^,;\s]*\s+[^,;]*[а-яё]{2,}/i.test(line) ||
    /^(the|here|these|possible|likely)\b/i.test(line.trim())
  );
}

function quoted(line: string): string[] {
  const marked = Array.from(line.matchAll(/[`"«']([^`"»']+)[`"»']/g), ([, name]) => name ?? '');
  // «Вот имена: a, b»
  const after = /:\s*([\w$.,;()\s/-]+)$/.exec(line)?.[1];
  return [...marked, ...(after?.split(/[,;]/) ?? [])];
}

function cleanName(piece: string): string | undefined {
  const bare = piece
    .trim()
    .replace(/^(?:[-*•]|\d+[.)])\s*/, '')
    .replace(/[`"'«»]/g, '')
    .replace(/^(?:class|function|def|func|fn|interface|struct|method|файл|класс|функция|метод)\s+/i, '')
    .replace(/\(.*$/, '')
    .replace(/\.(?:[jt]sx?|mjs|py|go|rs|java|kt|cs|cpp|[ch]|php|rb|swift|sql|bsl)$/i, '')
    .trim();
  const last = bare.split(/::|->|[./\\]/).at(-1) ?? '';
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(last) && last.length >= 2 && last.length <= LONGEST_NAME
    ? last
    : undefined;
}

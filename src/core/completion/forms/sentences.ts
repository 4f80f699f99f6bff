import type { ModelCard } from '../../model/modelCard.ts';

const SYSTEM =
  'Ты дописываешь код в редакторе. Продолжай файл ровно с того места, где он обрывается, в том же стиле. ' +
  'Пиши только код, без пояснений. Не повторяй то, что уже стоит после курсора.';

export const SNIPPETS_LEAD = 'Для справки — места из других файлов проекта:';
export const SUFFIX_LEAD = 'Ниже по файлу уже стоит:';
export const PREFIX_LEAD = 'Файл обрывается так:';
export const BEFORE_SUFFIX = 'Напиши файл до этого места.';
export const AT_END = 'Допиши файл до конца.';
export const ONLY_NEW = 'Ответь одним блоком кода: только то, что стоит сразу за обрывом, без повторов.';

/** Sentences of the prompts; a completion that holds one is not code. */
export const PROMPT_SENTENCES: readonly string[] = [
  ...SYSTEM.split('. '),
  SNIPPETS_LEAD,
  SUFFIX_LEAD,
  PREFIX_LEAD,
  BEFORE_SUFFIX,
  AT_END,
  ONLY_NEW,
  // Marks of what an outline leaves out.
  'пропущено строк',
];

/** The instruction, behind what the model's authors recommend. */
export function systemText({ systemPrompt }: ModelCard): string {
  return systemPrompt ? `${systemPrompt}\n${SYSTEM}` : SYSTEM;
}

import type { EditTask } from '../task.ts';

import { type CommentLanguage, languageOfComments } from './document.ts';

const INTO: Readonly<Record<CommentLanguage, string>> = { ru: 'русский', en: 'английский' };

/** Comments and documentation into the other language; code and texts in quotes stay. */
export function translateCommentsInto(language: CommentLanguage): EditTask {
  return {
    id: 'translateComments',
    request: `Переведи комментарии и документацию фрагмента на ${INTO[language]} язык. Код, имена и строки не меняй.`,
    answer: 'review',
    keeps: 'code',
  };
}

/** Into which language the comments of a text go: Russian ones into English, others into Russian. */
export function otherLanguage(text: string): CommentLanguage {
  return languageOfComments(text) === 'ru' ? 'en' : 'ru';
}

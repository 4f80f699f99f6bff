import type { EditTask } from '../task.ts';

import type { CommentLanguage } from './document.ts';

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

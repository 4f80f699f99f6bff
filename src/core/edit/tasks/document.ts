import type { EditTask } from '../task.ts';

/** Language of comments that a task writes. */
export type CommentLanguage = 'ru' | 'en';

const IN: Readonly<Record<CommentLanguage, string>> = { ru: 'по-русски', en: 'по-английски' };

/** Documentation in the file's own manner, in the language that is set for comments. */
export function documentIn(language: CommentLanguage): EditTask {
  return {
    id: 'document',
    request: `Добавь документацию к определениям фрагмента ${IN[language]}: назначение, параметры, результат, исключения. Пиши в том виде, который принят в этом файле, а если его нет, то в обычном для языка. Сам код не меняй.`,
    answer: 'review',
    keeps: 'code',
  };
}

/** The language of a file's comments, as its text shows it. */
export function languageOfComments(text: string): CommentLanguage {
  return /[а-яё]{3}/i.test(text) ? 'ru' : 'en';
}

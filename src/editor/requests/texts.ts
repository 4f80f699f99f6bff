import type { Purpose } from '../../core/model/languageModel.ts';
import type { Role } from '../../core/model/prompt.ts';

const PURPOSES: Readonly<Record<Purpose, string>> = {
  chat: 'чат',
  edit: 'правка',
  completion: 'дополнение',
  names: 'поиск по\u00a0коду',
  check: 'проверка',
};
const ROLES: Readonly<Record<Role, string>> = {
  system: 'Инструкция',
  user: 'Пользователь',
  assistant: 'Модель',
};

/** Words around the requests as they are shown. */
export const requestTexts = {
  sentName: 'Что отправлено',
  promptName: 'Запрос целиком',
  lead: 'Последние запросы к\u00a0моделям, новые сверху. Они хранятся только в\u00a0памяти этого окна.',
  nothing: 'В\u00a0этом окне к\u00a0моделям ещё не\u00a0обращались.',
  purpose: (purpose: Purpose) => PURPOSES[purpose],
  role: (role: Role) => ROLES[role],
  goesOn: 'модель продолжает эту реплику',
  raw: 'Текст с\u00a0разметкой модели',
  here: 'этот компьютер',
  answer: (tokens: number) => `на\u00a0ответ до\u00a0${tokens}\u00a0токенов`,
} as const;

import type { EditTask } from '../task.ts';

/** Its piece has line numbers; its answer is read by `findingsOf`. */
export const findErrors: EditTask = {
  id: 'findErrors',
  request:
    'Найди в этом коде ошибки: то, что сломается или посчитает неверно. Каждую назови отдельной строкой вида «Строка N: в чём ошибка и как исправить». Номер стоит в начале каждой строки кода. Стиль и вкус не обсуждай. Если ошибок нет, так и скажи.',
  answer: 'panel',
  keeps: 'code',
};

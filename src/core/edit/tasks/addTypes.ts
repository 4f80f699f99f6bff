import type { EditTask } from '../task.ts';

export const addTypes: EditTask = {
  id: 'addTypes',
  request: 'Добавь типы параметрам, результатам и переменным, где они не ясны сами. Больше ничего не меняй.',
  answer: 'review',
  keeps: 'words',
};

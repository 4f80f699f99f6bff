import type { EditTask } from '../task.ts';

export const speedUp: EditTask = {
  id: 'speedUp',
  request:
    'Ускорь фрагмент: убери лишние проходы, повторные вычисления и выделения памяти. Результат и имена не меняй.',
  answer: 'review',
  keeps: 'definitions',
};

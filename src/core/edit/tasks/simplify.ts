import type { EditTask } from '../task.ts';

export const simplify: EditTask = {
  id: 'simplify',
  request: 'Упрости фрагмент: меньше вложенности, веток и переменных. Поведение и имена не меняй.',
  answer: 'review',
  keeps: 'definitions',
};

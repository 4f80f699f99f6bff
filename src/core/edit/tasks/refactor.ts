import type { EditTask } from '../task.ts';

export const refactor: EditTask = {
  id: 'refactor',
  request: 'Отрефакторь фрагмент: сделай его проще и понятнее, поведение не меняй.',
  answer: 'review',
  keeps: 'definitions',
};

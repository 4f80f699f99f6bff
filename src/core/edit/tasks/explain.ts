import type { EditTask } from '../task.ts';

export const explain: EditTask = {
  id: 'explain',
  request: 'Объясни, что делает этот код.',
  answer: 'panel',
  keeps: 'code',
};

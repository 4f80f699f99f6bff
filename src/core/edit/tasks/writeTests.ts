import type { EditTask } from '../task.ts';

/** Its piece is what is tested; its answer goes behind what the file of tests holds. */
export const writeTests: EditTask = {
  id: 'writeTests',
  request:
    'Напиши тесты к фрагменту: обычные случаи, края, ошибки. Пиши так, как написаны тесты рядом, теми же средствами.',
  answer: 'append',
  keeps: 'definitions',
  writes: true,
  makesFiles: true,
};

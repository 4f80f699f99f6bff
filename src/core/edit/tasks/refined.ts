import type { EditTask } from '../task.ts';

/** A task that is done again, with what the user wishes to be different. */
export function refined(task: EditTask, wish: string): EditTask {
  return wish === '' ? task : { ...task, request: `${task.request} Уточнение: ${wish}.` };
}

import type { EditTask } from '../task.ts';

/** What the user asked in words of their own. */
export function ownInstruction(request: string): EditTask {
  return {
    id: 'ownInstruction',
    request,
    answer: 'review',
    keeps: 'nothing',
    writes: true,
    makesFiles: true,
  };
}

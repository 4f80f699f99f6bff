import type { EditTask } from '../task.ts';

/** What the editor says of the piece stands behind the request, one problem a line. */
export const fix: EditTask = {
  id: 'fix',
  request: 'Исправь ошибки во фрагменте. Меняй только то, что неверно.',
  answer: 'review',
  keeps: 'definitions',
};

/** The task for these problems, as the editor words them. */
export function fixProblems(problems: readonly string[]): EditTask {
  if (problems.length === 0) return fix;
  return {
    ...fix,
    request: `${fix.request} Редактор сообщает:\n${problems.map((one) => `— ${one}`).join('\n')}\n`,
  };
}

import type { EditTask } from '../task.ts';

/** What the editor says of the piece stands behind the request, one problem a line. */
export const fix: EditTask = {
  id: 'fix',
  request: 'Исправь ошибки во фрагменте. Меняй только то, что неверно.',
  answer: 'review',
  keeps: 'definitions',
};

export interface Problem {
  /** From 1, counted in the piece. */
  readonly line: number;
  readonly message: string;
}

/** The task for these problems, as the editor words them. */
export function fixProblems(problems: readonly Problem[]): EditTask {
  if (problems.length === 0) return fix;
  const told = problems.map(({ line, message }) => `— строка ${line}: ${message}`).join('\n');
  return { ...fix, request: `${fix.request} Редактор сообщает:\n${told}\n` };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectName } from './projects.ts';

/** One question of the set. Questions and names were written before any tuning and before the answers were looked up. */
export interface Question {
  readonly project: ProjectName;
  readonly question: string;
  /** What a small model could name that has not seen the code. */
  readonly identifiers: readonly string[];
  /** Where the answer stands: any of these. */
  readonly answers: readonly Answer[];
  /** Never looked at while tuning. */
  readonly heldOut: boolean;
}

export interface Answer {
  readonly file: string;
  /** Stands in the line at which the definition begins. */
  readonly marker: string;
}

export function readQuestions(): Question[] {
  const read = (name: string) => JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8'));
  const answers: Record<string, readonly string[]> = read('answers.json');
  const questions: readonly Omit<Question, 'answers' | 'heldOut'>[] = read('questions.json');
  return questions.map((entry, index) => ({
    ...entry,
    answers: (answers[entry.question] ?? []).map((answer) => {
      const at = answer.indexOf('#');
      return { file: answer.slice(0, at), marker: answer.slice(at + 1) };
    }),
    heldOut: index % 3 === 2,
  }));
}

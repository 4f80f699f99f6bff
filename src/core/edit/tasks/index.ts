import type { EditTask } from '../task.ts';
import { addTypes } from './addTypes.ts';
import { documentIn } from './document.ts';
import { explain } from './explain.ts';
import { findErrors } from './findErrors.ts';
import { fix } from './fix.ts';
import { ownInstruction } from './ownInstruction.ts';
import { refactor } from './refactor.ts';
import { simplify } from './simplify.ts';
import { speedUp } from './speedUp.ts';
import { translateCommentsInto } from './translateComments.ts';
import { writeTests } from './writeTests.ts';

/** Every task, by its id, as it is where nothing else is set. */
export const TASKS: ReadonlyMap<string, EditTask> = new Map(
  [
    explain,
    findErrors,
    fix,
    refactor,
    simplify,
    speedUp,
    documentIn('ru'),
    addTypes,
    writeTests,
    translateCommentsInto('ru'),
    ownInstruction(''),
  ].map((task) => [task.id, task]),
);

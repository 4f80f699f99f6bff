import type { ContextItem } from '../../core/context/contextItem.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { Settings } from '../settings.ts';

/** Opens the panel and asks there. */
export type Ask = (question: string, items: readonly ContextItem[]) => Promise<void>;

export interface EditRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  readonly sources: SourceFiles;
  readonly ask: Ask;
  readonly showError: (error: unknown) => void;
}

export const EDIT_COMMANDS = [
  'tolmach.explain',
  'tolmach.findErrors',
  'tolmach.fix',
  'tolmach.refactor',
  'tolmach.simplify',
  'tolmach.speedUp',
  'tolmach.document',
  'tolmach.addTypes',
  'tolmach.writeTests',
  'tolmach.translateComments',
  'tolmach.instruct',
  'tolmach.chooseTask',
  'tolmach.acceptEdit',
  'tolmach.dismissEdit',
  'tolmach.acceptAllEdits',
  'tolmach.dismissAllEdits',
  'tolmach.nextEdit',
  'tolmach.previousEdit',
  'tolmach.compareEdit',
  'tolmach.repeatEdit',
] as const;

export type EditCommand = (typeof EDIT_COMMANDS)[number];

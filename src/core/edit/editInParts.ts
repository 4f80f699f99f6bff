import { aboutTokens } from '../context/fit.ts';
import type { OpenModel } from '../model/modelSource.ts';
import { type CodePart, codeParts, type PartSizes } from './codeParts.ts';
import { GrowingEdit } from './growingEdit.ts';
import { type Hunk, hunksOfEdit } from './hunks.ts';
import { type Piece, pieceText } from './piece.ts';
import { applyEdit, guarded, type ProposedEdit } from './proposedEdit.ts';
import type { FilesProposal } from './proposedFiles.ts';
import type { Refusal, Warning } from './refusal.ts';
import { runEdit } from './runEdit.ts';
import type { EditTask } from './task.ts';

/** More requests for one selection would take longer than anybody waits. */
export const MOST_PARTS = 40;
/** Tokens beside a part and its answer: instruction, frame, some code around. */
const FRAME_TOKENS = 1024;

/** Is told what is done while it is. */
export interface PartsWatch {
  /** `part` is asked for, the `number`th (from 1) of `count`. */
  asked(part: CodePart, number: number, count: number): void;
  /** A part's answer grew; `hunks` gives all there are so far, lines of the piece's document. */
  grown(hunks: () => readonly Hunk[]): void;
  /** Lets others run. */
  pause(): Promise<void>;
}

export interface EditInParts {
  /** Nothing when it was stopped, or failed, before a part was whole. */
  readonly proposal?: FilesProposal;
  /** What ended it before its time; the parts that were whole by then are kept. */
  readonly failure?: unknown;
}

/**
 * Does a task on a piece that is too large for the window: definition by definition, each in a request of its own that
 * sees what became of those before it. All edits are one proposal for the document as it was. A part that is refused
 * stays as it is, and so do those that were not reached.
 * @param window most tokens for prompt and answer together
 */
export async function editInParts(
  task: EditTask,
  piece: Piece,
  opened: OpenModel,
  window: number,
  signal: AbortSignal,
  watch: PartsWatch,
): Promise<EditInParts> {
  const tokens = Math.min(window, opened.model.card.window);
  const parts = await partsOf(piece, opened, tokens, watch);
  if ('refusal' in parts) return { proposal: parts };
  const work = new Work(task, piece, parts);
  let failure: unknown;
  for (const [at, part] of parts.entries()) {
    watch.asked(part, at + 1, parts.length);
    try {
      const shown = work.hunks;
      const growing = new GrowingEdit({ ...piece, start: part.start, end: part.end });
      const grown = (answer: string): void => {
        watch.grown(() => numbered([...shown, ...growing.hunks(answer)]));
      };
      const made = await runEdit(work.taskFor(at), work.current(part), opened, window, signal, grown);
      if (!made) break;
      work.take(part, made);
    } catch (error) {
      if (!signal.aborted) failure = error;
      break;
    }
  }
  const proposal = work.proposal(failure === undefined && !signal.aborted);
  return { ...(proposal && { proposal }), ...(failure !== undefined && { failure }) };
}

async function partsOf(
  piece: Piece,
  { counter }: OpenModel,
  window: number,
  { pause }: PartsWatch,
): Promise<readonly CodePart[] | { readonly refusal: Refusal }> {
  const sizes = partSizes(window);
  const refusal: Refusal = { kind: 'tooManyParts', most: MOST_PARTS };
  // Not even looked at closely: to cut a book takes its time too.
  if (aboutTokens(pieceText(piece), counter) > MOST_PARTS * sizes.most) return { refusal };
  const parts = await codeParts(piece, counter, sizes, pause);
  return parts.length > MOST_PARTS ? { refusal } : parts;
}

function partSizes(window: number): PartSizes {
  const most = Math.max(Math.floor((window - FRAME_TOKENS) / 2.5), 64);
  return { wanted: Math.min(most, Math.floor(window / 5)), most };
}

/** What has become of the document so far. Parts are taken from above to below: what stands below is as it was. */
class Work {
  readonly #task: EditTask;
  readonly #piece: Piece;
  readonly #parts: readonly CodePart[];
  readonly #refusals: Refusal[] = [];
  readonly #warnings = new Map<string, Warning>();
  #document: string;
  #done = 0;

  constructor(task: EditTask, piece: Piece, parts: readonly CodePart[]) {
    this.#task = task;
    this.#piece = piece;
    this.#parts = parts;
    this.#document = piece.document;
  }

  taskFor(at: number): EditTask {
    const request = `${this.#task.request} Это часть ${at + 1} из ${this.#parts.length} большого фрагмента: правь только её. Если менять в ней нечего, верни её как есть.`;
    // Other files are not for parts of one.
    const { makesFiles: _, ...task } = this.#task;
    return { ...task, request };
  }

  /** A part where it stands now. */
  current({ start, end, firstLine, lastLine }: CodePart): Piece {
    const moved = this.#document.length - this.#piece.document.length;
    const place = { ...this.#piece.place, firstLine, lastLine };
    return { ...this.#piece, document: this.#document, start: start + moved, end: end + moved, place };
  }

  take(part: CodePart, made: FilesProposal): void {
    this.#done += 1;
    if ('refusal' in made) {
      if (made.refusal.kind !== 'unchanged') this.#refusals.push(made.refusal);
      return;
    }
    if (!made.edit) return;
    const newDocument = applyEdit(made.edit);
    const below = this.#piece.document.slice(part.end);
    // An edit that reaches into parts which are still to come would be undone by theirs.
    if (!newDocument.endsWith(below)) this.#refusals.push({ kind: 'outside' });
    else {
      this.#document = newDocument;
      for (const warning of made.warnings) this.#warnings.set(warning.kind, warning);
    }
  }

  get hunks(): readonly Hunk[] {
    return this.#document === this.#piece.document ? [] : hunksOfEdit(this.#edit());
  }

  /** @param whole every part was asked for */
  proposal(whole: boolean): FilesProposal | undefined {
    const { document } = this.#piece;
    if (this.#document === document) {
      const [refusal = { kind: 'unchanged' }] = this.#refusals;
      return whole ? { refusal } : undefined;
    }
    const count = this.#parts.length;
    const left = count - this.#done + this.#refusals.length;
    const reason = this.#refusals[0];
    const warning: Warning = { kind: 'partsLeft', left, count, ...(reason && { reason }) };
    const { language } = this.#piece;
    const told = [...this.#warnings.values(), ...(left > 0 ? [warning] : [])];
    const proposal = guarded(this.#edit(), { language, task: this.#task }, told);
    return 'edit' in proposal ? { edit: proposal.edit, warnings: proposal.warnings, others: [] } : proposal;
  }

  #edit(): ProposedEdit {
    const { document, start, end } = this.#piece;
    // Imports may have come above the piece.
    const from = this.#document.startsWith(document.slice(0, start)) ? start : 0;
    const newText = this.#document.slice(from, this.#document.length - (document.length - end));
    return { document, start: from, end, newText };
  }
}

function numbered(hunks: readonly Hunk[]): Hunk[] {
  return hunks.map((hunk, id) => ({ ...hunk, id }));
}

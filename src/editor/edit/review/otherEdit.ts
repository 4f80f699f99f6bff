import type { Piece } from '../../../core/edit/piece.ts';
import type { ProposedEdit } from '../../../core/edit/proposedEdit.ts';
import type { Target } from './documents.ts';

/** What is proposed for a file beside the one that was asked about. */
export interface OtherEdit {
  readonly target: Target;
  readonly edit: ProposedEdit;
}

/** What it is proposed for, as a review shows it. */
export function pieceOf({ target, edit }: OtherEdit): Piece {
  const { document, start, end } = edit;
  return {
    document,
    start,
    end,
    place: { uri: target.uri.toString(), path: '' },
    language: target.languageId,
  };
}

import type { ChipView } from '../../src/core/chat/protocol.ts';
import { IconButton } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';

export const KIND_ICON = {
  file: 'file',
  selection: 'list-selection',
  symbol: 'symbol-method',
  folder: 'folder',
  problems: 'warning',
  changes: 'git-compare',
  terminal: 'terminal',
  tabs: 'files',
  found: 'search',
  codebase: 'library',
} as const;

/** What went with a question that was sent, and how it went in. */
export function SentChips({ chips, turn }: { chips: readonly ChipView[]; turn: string }) {
  const { words, post } = usePanel();
  // What was found stands below the answer.
  const given = chips.filter(({ kind }) => kind !== 'found');
  if (given.length === 0) return null;
  return (
    <ul class="chips" aria-label={words('chip.sent')}>
      {given.map((chip) => (
        <li key={chip.id} class={`chip chip--sent ${fateClass(chip)}`}>
          <ChipBody chip={chip} onOpen={() => post({ type: 'openChip', turn, id: chip.id })} />
        </li>
      ))}
    </ul>
  );
}

interface AttachedChipsProps {
  readonly chips: readonly ChipView[];
  readonly suggestion: ChipView | undefined;
  /** Called after a chip was taken off, so that the focus does not stay on nothing. */
  readonly onRemoved: () => void;
}

/** What goes with the next question, and what is offered to go. */
export function AttachedChips({ chips, suggestion, onRemoved }: AttachedChipsProps) {
  const { words, post } = usePanel();
  if (chips.length === 0 && !suggestion) return null;
  return (
    <ul class="chips" aria-label={words('chip.asked')}>
      {chips.map((chip) => (
        <li key={chip.id} class={`chip ${fateClass(chip)}`}>
          <ChipBody chip={chip} onOpen={() => post({ type: 'openChip', id: chip.id })} />
          <IconButton
            icon="close"
            label={words('chip.remove', { name: chip.label })}
            onClick={() => {
              post({ type: 'removeChip', id: chip.id });
              onRemoved();
            }}
          />
        </li>
      ))}
      {suggestion && (
        <li key="suggestion" class="chip chip--suggested">
          <button
            type="button"
            class="chip__main"
            title={words('chip.add', { name: suggestion.title })}
            aria-label={words('chip.add', { name: suggestion.label })}
            onClick={() => post({ type: 'attachSuggestion' })}
          >
            <Icon name="add" />
            <span class="chip__label">{suggestion.label}</span>
          </button>
        </li>
      )}
    </ul>
  );
}

function ChipBody({ chip, onOpen }: { chip: ChipView; onOpen: () => void }) {
  const { words } = usePanel();
  const note =
    chip.fate === 'shortened' ? 'chip.shortened' : chip.fate === 'left out' ? 'chip.leftOut' : undefined;
  return (
    <button
      type="button"
      class="chip__main"
      title={words('chip.open', { name: chip.title })}
      onClick={onOpen}
    >
      <Icon name={chip.fate === 'shortened' ? 'fold' : KIND_ICON[chip.kind]} />
      <span class="chip__label">{chip.label}</span>
      {note && <span class="chip__note">{words(note)}</span>}
    </button>
  );
}

function fateClass({ fate }: ChipView): string {
  if (fate === 'shortened') return 'chip--shortened';
  return fate === 'left out' ? 'chip--left-out' : '';
}

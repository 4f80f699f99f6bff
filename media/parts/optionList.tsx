import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { ListFoot } from './listFoot.tsx';

/** A row of a list that is worked from a field: it is read aloud as its name and its hint. */
export interface OptionRow {
  readonly id: string;
  readonly icon: string;
  readonly name: string;
  readonly hint: string;
  /** At the end of the row. */
  readonly amount?: string;
  readonly disabled?: boolean;
}

interface OptionListProps {
  /** Id of the list; its rows are `<id>-<index>`. */
  readonly id: string;
  readonly label: string;
  readonly rows: readonly OptionRow[];
  /** Index of the row that Enter would pick, or -1. */
  readonly active: number;
  readonly onPick: (row: OptionRow) => void;
  /** What the amounts are. */
  readonly unit?: string;
}

/** Grows up from the field that keeps the focus and has the keys: the field points at the active row. */
export function OptionList({ id, label, rows, active, onPick, unit }: OptionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active, rows]);
  return (
    <div class="popover">
      <div
        ref={list}
        id={id}
        class="options"
        role="listbox"
        tabIndex={-1}
        aria-label={label}
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys.
          <div
            key={row.id}
            id={`${id}-${index}`}
            class="option option--line"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            aria-disabled={row.disabled === true}
            onClick={() => onPick(row)}
          >
            <Icon name={row.icon} />
            <span class="option__word">{row.name}</span>
            <span class="option__hint" title={row.hint}>
              {row.hint}
            </span>
            {row.amount && <span class="option__amount number">{row.amount}</span>}
          </div>
        ))}
      </div>
      <ListFoot unit={unit} />
    </div>
  );
}

/** The row that a key leads to; nothing when the key is not about the list. Rows that cannot be picked are passed. */
export function rowByKey(key: string, rows: readonly OptionRow[], active: number): number | undefined {
  const usable = rows.flatMap((row, index) => (row.disabled ? [] : [index]));
  const at = usable.indexOf(active);
  if (key === 'ArrowDown') return usable[at + 1] ?? usable[0];
  if (key === 'ArrowUp') return usable[at - 1] ?? usable.at(-1);
  if (key === 'Home') return usable[0];
  return key === 'End' ? usable.at(-1) : undefined;
}

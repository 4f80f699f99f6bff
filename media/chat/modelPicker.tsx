import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ModelRef, ModelsView } from '../../src/core/chat/protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { ListFoot } from '../parts/listFoot.tsx';
import { Popover } from '../parts/popover.tsx';
import { usePanel } from '../state/context.ts';
import { StateDot, stateText } from './modelState.tsx';

interface ModelPickerProps {
  readonly models: ModelsView;
  /** The reader went elsewhere. */
  readonly onLeave: () => void;
  /** A choice was made: the focus goes back to where it was. */
  readonly onDone: () => void;
}

/** The models to choose from: where each runs, what leaves the machine, whether it answers now, and its facts. */
export function ModelPicker({ models, onLeave, onDone }: ModelPickerProps) {
  const { words, post } = usePanel();
  const { rows, chosen } = models;
  const list = useRef<HTMLDivElement>(null);
  // The model pointed at, not its place in the list: rows come and go while the list is open.
  const [pointed, setPointed] = useState<ModelRef | undefined>(
    () => (rows.find(({ ref }) => ref === chosen) ?? rows[0])?.ref,
  );
  const active = rows.findIndex(({ ref }) => ref === pointed);
  useLayoutEffect(() => list.current?.focus(), []);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active]);
  const point = (index: number): void => setPointed(rows.at(index)?.ref);
  const choose = (ref: ModelRef | undefined): void => {
    // What was pointed at has gone: Enter is for no other.
    if (ref === undefined) return;
    post({ type: 'chooseModel', ref });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = rows.length - 1;
    if (event.key === 'ArrowDown') point(active === last ? 0 : active + 1);
    else if (event.key === 'ArrowUp') point(active <= 0 ? last : active - 1);
    else if (event.key === 'Home') point(0);
    else if (event.key === 'End') point(last);
    else if (event.key === 'Enter' || event.key === ' ') choose(rows[active]?.ref);
    else return;
    event.preventDefault();
  };
  return (
    <Popover label={words('model.label')} opener=".model-chip" onClose={onLeave}>
      <div
        ref={list}
        class="options"
        role="listbox"
        tabIndex={0}
        aria-label={words('model.label')}
        aria-activedescendant={active >= 0 ? `model-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself has the focus and takes the keys.
          <div
            key={row.ref}
            id={`model-${index}`}
            class="option"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onClick={() => choose(row.ref)}
          >
            <StateDot state={row.state} />
            <span class="option__body">
              <span class="option__name">
                {row.name} · {row.where}
              </span>
              <span class="option__note">
                {row.action ? row.note : `${row.note} · ${stateText(row, words)}`}
              </span>
              {(row.action ?? row.facts) && <span class="option__note">{row.action ?? row.facts}</span>}
            </span>
            {row.ref === chosen && <Icon name="check" />}
          </div>
        ))}
      </div>
      <div class="popover__actions">
        <button
          type="button"
          class="row"
          onClick={() => {
            post({ type: 'setUpModels' });
            onDone();
          }}
        >
          <Icon name="settings-gear" className="row__icon" />
          <span class="row__text">{words('model.setUp')}</span>
        </button>
      </div>
      <ListFoot />
    </Popover>
  );
}

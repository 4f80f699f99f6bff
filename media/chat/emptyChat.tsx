import type { StartRow } from '../../src/core/chat/protocol.ts';
import { Icon, Mark } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import type { PanelState } from '../state/panelState.ts';
import { dayGroup, formatMoment } from '../wording.ts';

const ROW_ICON: Readonly<Record<StartRow['id'], string>> = {
  explainSelection: 'lightbulb',
  explainFile: 'lightbulb',
  fixProblems: 'wrench',
};

interface EmptyChatProps {
  readonly empty: PanelState['empty'];
  readonly hasModel: boolean;
  /** A model is on its way: the strip above says so. */
  readonly coming: boolean;
}

/** A chat before its first question: what can be done here, and the chats before. */
export function EmptyChat({ empty, hasModel, coming }: EmptyChatProps) {
  const { words, post } = usePanel();
  if (!empty) return null;
  const now = Date.now();
  return (
    <div class="page">
      <div class="measure">
        <Mark />
        <h2 class="title">{empty.title}</h2>
        {hasModel && empty.rows.length > 0 && (
          <ul class="rows">
            {empty.rows.map(({ id, label }) => (
              <li key={id}>
                <button type="button" class="row" onClick={() => post({ type: 'start', row: id })}>
                  <Icon name={ROW_ICON[id]} className="row__icon" />
                  <span class="row__text">{label}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {!hasModel && !coming && <NoModel />}
        {empty.recent.length > 0 && (
          <section class="section">
            <h3 class="label">{words('empty.recent')}</h3>
            <ul class="rows">
              {empty.recent.map(({ id, title, changed }) => (
                <li key={id}>
                  <button type="button" class="row" onClick={() => post({ type: 'openChat', id })}>
                    <span class="row__text row__text--one-line">{title}</span>
                    <span class="row__hint">
                      {dayGroup(changed, now) === 'yesterday'
                        ? words('history.yesterday').toLowerCase()
                        : formatMoment(changed, now)}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

function NoModel() {
  const { words, post } = usePanel();
  return (
    <section class="card card--info">
      <Icon name="plug" />
      <h3 class="card__title">{words('none.title')}</h3>
      <div class="card__body">{words('none.body')}</div>
      <div class="actions">
        <button
          type="button"
          class="button button--small button--primary"
          onClick={() => post({ type: 'show', screen: 'setup' })}
        >
          {words('none.choose')}
        </button>
      </div>
    </section>
  );
}

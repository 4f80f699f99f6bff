import type { ReportRow } from '../../src/core/chat/protocol.ts';
import { IconButton, LinkButton } from '../parts/buttons.tsx';
import { usePanel } from '../state/context.ts';
import { formatNumber } from '../wording.ts';
import { rowName } from './report.ts';

/** A part of the request: what became of it, why, and what can be done about it. */
export function Row({ row }: { row: ReportRow }) {
  const { words, post } = usePanel();
  const leftOut = row.fate === 'left out';
  const tokens =
    row.fate === 'shortened'
      ? words('report.of', { n: row.tokens, total: row.wholeTokens })
      : formatNumber(leftOut ? row.wholeTokens : row.tokens);
  return (
    <li class={row.fate === 'whole' && !row.pinned ? 'report-row' : 'report-row report-row--open'}>
      <span class={`swatch ${leftOut ? 'swatch--left-out' : `part-${row.kind}`}`} aria-hidden="true" />
      <span class="report-row__name" title={row.label}>
        {row.kind === 'rules' ? (
          <LinkButton onClick={() => post({ type: 'openRule', id: row.id })}>
            {rowName(row, words)}
          </LinkButton>
        ) : (
          rowName(row, words)
        )}
        {row.label !== '' && <span class="report-row__kind"> · {words(`part.${row.kind}`)}</span>}
      </span>
      <Cures row={row} />
      <span class="number quiet">{tokens}</span>
      {row.reason && row.fate !== 'whole' && (
        <span class="report-row__why">{words(`reason.${row.reason}`, { n: row.turns ?? 0 })}</span>
      )}
    </li>
  );
}

/** What the reader can do about a row with one click. */
function Cures({ row }: { row: ReportRow }) {
  const { words, post } = usePanel();
  const { id, turn, pinned = false } = row;
  const own = row.kind === 'attached' || row.kind === 'found';
  const earlier = turn === undefined ? {} : { turn };
  // What was found for this question is taken out of it or not: it was not there before, and will not be later.
  const canPin = pinned || row.kind === 'attached';
  if (!own && !pinned) return null;
  const name = rowName(row, words);
  const pin = words(pinned ? 'report.unpin' : 'report.pin');
  return (
    <span class="report-row__tools">
      {canPin && (
        <IconButton
          icon={pinned ? 'pinned' : 'pin'}
          class={pinned ? 'is-on' : ''}
          label={pin}
          aria-label={`${pin}: ${name}`}
          aria-pressed={pinned}
          onClick={() => post({ type: pinned ? 'unpin' : 'pin', id, ...earlier })}
        />
      )}
      {own && turn === undefined && (
        <IconButton
          icon="close"
          label={words('report.remove')}
          aria-label={`${words('report.remove')}: ${name}`}
          onClick={() => post({ type: 'removeChip', id })}
        />
      )}
    </span>
  );
}

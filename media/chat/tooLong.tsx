import type { ContextReport, ReportRow } from '../../src/core/chat/protocol.ts';
import { Button } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import { formatNumber } from '../wording.ts';
import { roomOf, rowName, tokenCount } from './report.ts';

interface TooLongProps {
  readonly report: ContextReport;
  readonly onSend: () => void;
  /** Opens the list of what goes in. */
  readonly onPick: () => void;
}

/** The question alone is too long: what would be left of it and of the rest, and the reader's choice. */
export function TooLong({ report, onSend, onPick }: TooLongProps) {
  const { words } = usePanel();
  const cut = report.rows.filter(({ fate }) => fate !== 'whole');
  const need = report.used + cut.reduce((sum, { tokens, wholeTokens }) => sum + wholeTokens - tokens, 0);
  return (
    <section class="card card--warning too-long" role="alert">
      <Icon name="warning" />
      <h4 class="card__title">{words('tooLong.title')}</h4>
      <div class="card__body">
        {words('tooLong.body', {
          need: tokenCount(need, report.exact, words),
          room: formatNumber(roomOf(report)),
        })}
        <ul class="too-long__rows">
          {cut.map((row) => (
            <CutRow key={row.id} row={row} />
          ))}
        </ul>
      </div>
      <div class="actions">
        <Button small primary onClick={onSend}>
          {words('tooLong.send')}
        </Button>
        <Button small onClick={onPick}>
          {words('tooLong.pick')}
        </Button>
      </div>
    </section>
  );
}

function CutRow({ row }: { row: ReportRow }) {
  const { words } = usePanel();
  return (
    <li>
      <span class="too-long__name">{rowName(row, words)}</span>
      <span class="number quiet">
        {row.fate === 'left out'
          ? words('tooLong.drop')
          : words('tooLong.cut', { whole: row.wholeTokens, tokens: row.tokens })}
      </span>
    </li>
  );
}

import type { ContextReport, ReportRow, TurnView } from '../../src/core/chat/protocol.ts';
import { LinkButton } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import { formatNumber, type Words } from '../wording.ts';
import { rowName, tokenCount } from './report.ts';
import { numbersOf } from './sourceList.ts';

/** What the answer stands on: the files and finds of its request, and whatever did not go in whole. */
export function Sources({ turn, report }: { turn: TurnView; report: ContextReport }) {
  const { words, post } = usePanel();
  const rows = report.rows.filter(
    ({ kind, fate }) => kind === 'attached' || kind === 'found' || (kind === 'history' && fate !== 'whole'),
  );
  if (rows.length === 0) return null;
  const numbers = numbersOf(turn.question.chips);
  const names = turn.answer.search?.names ?? [];
  const fragments = rows.filter(({ kind, fate }) => kind !== 'history' && fate !== 'left out').length;
  const total = rows.reduce((sum, { tokens }) => sum + tokens, 0);
  return (
    <details class="sources">
      <summary>
        <Icon name="chevron-right" />
        <span>{words('sources.title', { n: fragments })}</span>
        <span class="sources__total">· {tokenCount(total, report.exact, words)}</span>
      </summary>
      <ol class="sources__list">
        {rows.map((row) => (
          <li key={row.id} class="source">
            <span class="source__number">{numbers.get(row.id)}</span>
            {numbers.has(row.id) ? (
              <LinkButton onClick={() => post({ type: 'openChip', turn: turn.id, id: row.id })}>
                {rowName(row, words)}
              </LinkButton>
            ) : (
              <span class="source__name">{rowName(row, words)}</span>
            )}
            <span class="source__why">{notes(row, words)}</span>
            <span class="number">{formatNumber(row.fate === 'left out' ? row.wholeTokens : row.tokens)}</span>
          </li>
        ))}
      </ol>
      {names.length > 0 && <p class="sources__names">{words('search.names', { names: names.join(', ') })}</p>}
    </details>
  );
}

function notes(row: ReportRow, words: Words): string {
  const kind = row.label === '' ? '' : words(`part.${row.kind}`);
  const fate =
    row.fate === 'whole' ? '' : words(row.fate === 'shortened' ? 'sources.shortened' : 'sources.leftOut');
  return [kind, fate].filter(Boolean).join(', ');
}

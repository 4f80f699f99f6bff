import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ContextReport, ReportRow } from '../../src/core/chat/protocol.ts';
import { Button, IconButton, LinkButton } from '../parts/buttons.tsx';
import { Popover } from '../parts/popover.tsx';
import { usePanel } from '../state/context.ts';
import { formatNumber } from '../wording.ts';
import { GaugeBar } from './gauge.tsx';
import { roomOf, rowName, templateTokens, tokenNumber } from './report.ts';
import { NextSecrets } from './secrets.tsx';

const GROUPS = [
  { fate: 'whole', title: 'report.whole' },
  { fate: 'shortened', title: 'report.shortened' },
  { fate: 'left out', title: 'report.leftOut' },
] as const;

interface ContextPopoverProps {
  readonly report: ContextReport;
  /** The reader went elsewhere. */
  readonly onLeave: () => void;
  /** Closed by its button: the focus goes back to where it was opened. */
  readonly onClose: () => void;
}

/** «Что вошло в запрос»: every part of the request by name. The numbers add up to the window. */
export function ContextPopover({ report, onLeave, onClose }: ContextPopoverProps) {
  const { words, post } = usePanel();
  const close = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => close.current?.focus(), []);
  const template = templateTokens(report);
  const room = roomOf(report);
  const historyCut = report.rows.some(({ kind, fate }) => kind === 'history' && fate !== 'whole');
  return (
    <Popover label={words('report.title')} opener=".gauge" onClose={onLeave}>
      <div class="report">
        <div class="report__head">
          <h3>{words('report.title')}</h3>
          <span class="number quiet">
            {words('report.total', { used: tokenNumber(report.used, report.exact, words), max: room })}
          </span>
          <IconButton icon="close" label={words('app.close')} onClick={onClose} buttonRef={close} />
        </div>
        <GaugeBar report={report} big />
        {GROUPS.map(({ fate, title }) => {
          const rows = report.rows.filter((row) => row.fate === fate);
          const withTemplate = fate === 'whole' && template > 0;
          if (rows.length === 0 && !withTemplate) return null;
          return (
            <section key={fate}>
              <h4>{words(title)}</h4>
              <ul>
                {rows.map((row) => (
                  <Row key={row.id} row={row} />
                ))}
                {withTemplate && <PlainRow part="system" name={words('report.template')} tokens={template} />}
              </ul>
            </section>
          );
        })}
        {report.secrets && <NextSecrets secrets={report.secrets} />}
        <section>
          <h4>{words('report.rest')}</h4>
          <ul>
            <PlainRow part="free" name={words('report.free')} tokens={Math.max(0, room - report.used)} />
            <PlainRow part="reserve" name={words('report.reserve')} tokens={report.reserve} />
          </ul>
        </section>
      </div>
      {historyCut && (
        <div class="report__foot">
          <Button
            small
            onClick={() => {
              post({ type: 'newChat' });
              onClose();
            }}
          >
            {words('report.newChat')}
          </Button>
        </div>
      )}
    </Popover>
  );
}

function Row({ row }: { row: ReportRow }) {
  const { words, post } = usePanel();
  const leftOut = row.fate === 'left out';
  const tokens =
    row.fate === 'shortened'
      ? words('report.of', { n: row.tokens, total: row.wholeTokens })
      : formatNumber(leftOut ? row.wholeTokens : row.tokens);
  return (
    <li class="report-row">
      <span class={`swatch ${leftOut ? 'swatch--left-out' : `part-${row.kind}`}`} aria-hidden="true" />
      <span class="report-row__name">
        {row.kind === 'rules' ? (
          <LinkButton onClick={() => post({ type: 'openRule', id: row.id })}>
            {rowName(row, words)}
          </LinkButton>
        ) : (
          rowName(row, words)
        )}
        {row.label !== '' && <span class="report-row__kind"> · {words(`part.${row.kind}`)}</span>}
      </span>
      <span class="number quiet">{tokens}</span>
      {row.reason && row.fate !== 'whole' && (
        <span class="report-row__why">{words(`reason.${row.reason}`)}</span>
      )}
    </li>
  );
}

function PlainRow({ part, name, tokens }: { part: string; name: string; tokens: number }) {
  return (
    <li class="report-row">
      <span class={`swatch part-${part}`} aria-hidden="true" />
      <span class="report-row__name">{name}</span>
      <span class="number quiet">{formatNumber(tokens)}</span>
    </li>
  );
}

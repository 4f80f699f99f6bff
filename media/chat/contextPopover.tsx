import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ContextReport } from '../../src/core/chat/protocol.ts';
import { Button, IconButton, LinkButton } from '../parts/buttons.tsx';
import { Icon, SPINNER } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';
import { usePanel } from '../state/context.ts';
import { formatNumber } from '../wording.ts';
import { GaugeBar } from './gauge.tsx';
import { roomOf, templateTokens, tokenNumber } from './report.ts';
import { Row } from './reportRow.tsx';
import { NextSecrets } from './secrets.tsx';

const GROUPS = [
  { fate: 'whole', title: 'report.whole' },
  { fate: 'shortened', title: 'report.shortened' },
  { fate: 'left out', title: 'report.leftOut' },
] as const;

interface ContextPopoverProps {
  readonly report: ContextReport;
  /** Turns of the chat: to condense takes two at least. */
  readonly turns: number;
  /** The model writes a summary. */
  readonly condensing: boolean;
  /** Tokens that the summary would make room for, about; 0 = none. */
  readonly condensingFrees: number;
  /** An answer is under way: nothing else is asked of the model. */
  readonly busy: boolean;
  /** The reader went elsewhere. */
  readonly onLeave: () => void;
  /** Closed by its button: the focus goes back to where it was opened. */
  readonly onClose: () => void;
}

/** «Что вошло в запрос»: every part of the request by name. The numbers add up to the window. */
export function ContextPopover(props: ContextPopoverProps) {
  const { report, onLeave, onClose } = props;
  const { words, post } = usePanel();
  const close = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => close.current?.focus(), []);
  const template = templateTokens(report);
  const room = roomOf(report);
  const history = report.rows.filter(({ kind }) => kind === 'history');
  const historyCut = history.some(({ fate }) => fate !== 'whole');
  const historyTokens = history.reduce((sum, { tokens }) => sum + tokens, 0);
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
      <div class="report__foot">
        {historyCut && (
          <Button
            small
            onClick={() => {
              post({ type: 'newChat' });
              onClose();
            }}
          >
            {words('report.newChat')}
            <Frees tokens={historyTokens} exact={report.exact} />
          </Button>
        )}
        <Condense {...props} />
        <LinkButton onClick={() => post({ type: 'showPrompt' })}>{words('report.raw')}</LinkButton>
      </div>
    </Popover>
  );
}

/** Makes room: early turns go into requests as the model's summary of them. */
function Condense({ turns, condensing, condensingFrees, busy }: ContextPopoverProps) {
  const { words, post } = usePanel();
  if (condensing)
    return (
      <Button small onClick={() => post({ type: 'stopCondensing' })}>
        <Icon name={SPINNER} />
        {words('report.condensing')}
        <span class="sr-only">: {words('report.stopCondensing')}</span>
        <Icon name="debug-stop" />
      </Button>
    );
  if (turns < 2) return null;
  return (
    <Button small disabled={busy} onClick={() => post({ type: 'condense' })}>
      {words('report.condense')}
      <Frees tokens={condensingFrees} exact={false} />
    </Button>
  );
}

/** On a button: the room that it makes. */
function Frees({ tokens, exact }: { tokens: number; exact: boolean }) {
  const { words } = usePanel();
  if (tokens <= 0) return null;
  return <span class="number quiet">{words('report.frees', { n: tokenNumber(tokens, exact, words) })}</span>;
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

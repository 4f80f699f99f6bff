import type { Ref } from 'preact';
import type { ContextReport } from '../../src/core/chat/protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import { formatNumber } from '../wording.ts';
import { roomOf, segmentsOf, tokenNumber } from './report.ts';

interface GaugeProps {
  readonly report: ContextReport;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly buttonRef: Ref<HTMLButtonElement>;
}

/** How full the window is, in one line; opens the list of what is in it. */
export function Gauge({ report, open, onToggle, buttonRef }: GaugeProps) {
  const { words } = usePanel();
  const leftOut = report.rows.filter(({ fate }) => fate === 'left out').length;
  return (
    <button
      type="button"
      class="gauge"
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={onToggle}
      ref={buttonRef}
    >
      <GaugeBar report={report} />
      <span class="sr-only">{words('gauge.before')}</span>
      {leftOut > 0 && (
        <span class="gauge__warning">
          <Icon name="warning" />
          {words('gauge.leftOut', { n: leftOut })}
        </span>
      )}
      {report.secrets && (
        <span class="gauge__secrets">
          <Icon name={report.secrets.asIs ? 'unlock' : 'lock'} />
          <span class="sr-only">
            {words(report.secrets.asIs ? 'secrets.next' : 'secrets.hidden', { n: report.secrets.count })}
          </span>
          <span aria-hidden="true">{formatNumber(report.secrets.count)}</span>
        </span>
      )}
      <span class="number">
        {tokenNumber(report.used, report.exact, words)}{' '}
        <span class="gauge__room">{words('gauge.of', { max: roomOf(report) })}</span>
      </span>
      <span class="sr-only">{words('gauge.after', { reserve: formatNumber(report.reserve) })}</span>
    </button>
  );
}

/** The window as a strip of colours. The proportions go through the object model: the policy forbids attributes. */
export function GaugeBar({ report, big = false }: { report: ContextReport; big?: boolean }) {
  return (
    <span class={big ? 'gauge-bar gauge-bar--big' : 'gauge-bar'} aria-hidden="true">
      {segmentsOf(report).map(({ kind, tokens }, index) => (
        <span key={`${kind}${index}`} class={`segment part-${kind}`} style={{ flexGrow: tokens }} />
      ))}
    </span>
  );
}

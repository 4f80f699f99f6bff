import type { ModelRow, ModelState, PanelTextKey } from '../../src/core/chat/protocol.ts';
import { Icon, SPINNER } from '../parts/icon.tsx';
import { formatNumber, type Words } from '../wording.ts';

/** Icon and tone of a state: they differ in form, not only in colour. */
const DOTS: Readonly<Record<ModelState, readonly [icon: string, tone: string]>> = {
  unknown: ['circle-outline', 'quiet'],
  checking: [SPINNER, 'quiet'],
  ready: ['circle-filled', 'good'],
  idle: ['circle-outline', 'quiet'],
  loading: [SPINNER, 'warning'],
  answering: ['circle-filled', 'good'],
  slow: ['watch', 'warning'],
  unauthorized: ['key', 'error'],
  unreachable: ['error', 'error'],
  failed: ['error', 'error'],
};

export function StateDot({ state }: { state: ModelState }) {
  const [icon, tone] = DOTS[state];
  return <Icon name={icon} className={`dot dot--${tone}`} />;
}

/** `готова`, `загружается, 42 %` */
export function stateText({ state, progress }: ModelRow, words: Words): string {
  const text = words(`model.${state}` satisfies PanelTextKey);
  if (state !== 'loading' || progress === undefined) return text;
  return `${text}, ${formatNumber(Math.floor(progress * 100))}\u00a0%`;
}

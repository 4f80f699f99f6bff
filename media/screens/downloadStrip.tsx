import type { DownloadCourse } from '../../src/core/chat/protocol.ts';
import { LinkButton } from '../parts/buttons.tsx';
import { Icon, SPINNER } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';

const ICON: Partial<Readonly<Record<DownloadCourse['standing'], string>>> = {
  running: SPINNER,
  loading: SPINNER,
  paused: 'debug-pause',
  failed: 'warning',
};

/** `42 %` while it moves: an amount that changes all the time would draw the eye. */
function howFar({ standing, fraction = 0, amount }: DownloadCourse): string {
  return standing === 'running' ? `${Math.floor(fraction * 100)}\u00a0%` : amount;
}

/** One line above the chat: a model is on its way, or got stuck on it. */
export function DownloadStrip({ course }: { course: DownloadCourse | undefined }) {
  const { words, post } = usePanel();
  const icon = course && ICON[course.standing];
  if (!course || !icon) return null;
  return (
    <section class={`strip strip--${course.standing}`}>
      <Icon name={icon} />
      <span class="strip__text">
        {course.title} <span class="strip__amount">{howFar(course)}</span>
      </span>
      <LinkButton onClick={() => post({ type: 'show', screen: 'download' })}>
        {words('download.show')}
      </LinkButton>
    </section>
  );
}

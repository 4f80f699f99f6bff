import { useEffect } from 'preact/hooks';
import type { DownloadCourse, DownloadStep } from '../../src/core/chat/protocol.ts';
import { Button } from '../parts/buttons.tsx';
import { Card } from '../parts/card.tsx';
import { Icon, SPINNER } from '../parts/icon.tsx';
import { ProgressBar } from '../parts/progressBar.tsx';
import { usePanel } from '../state/context.ts';
import { ScreenHead } from './screenHead.tsx';

/** A model on its way to this machine: how far it is, what comes next, and what to do meanwhile. */
export function DownloadScreen({ course }: { course: DownloadCourse | undefined }) {
  const { words, post, announce } = usePanel();
  // Steps and standstills are read aloud, not every percent.
  const running = course?.steps.find(({ verdict }) => verdict === 'running')?.text;
  const said = course?.standing === 'running' ? running : course?.card ? undefined : course?.title;
  useEffect(() => {
    if (said) announce(said);
  }, [said, announce]);
  if (!course) return <ScreenHead title={words('download.none')} />;
  const { id, title, standing, fraction, amount, steps, card } = course;
  const moves = standing === 'running' || standing === 'loading';
  return (
    <>
      <ScreenHead title={title} />
      <div class="scroll">
        <div class="page page--form">
          <div class="measure">
            {standing !== 'done' && (
              <ProgressBar label={words('download.bar')} fraction={fraction} still={!moves} />
            )}
            <p class="download__amount">{amount}</p>
            <Steps steps={steps} />
            {card && (
              <div class="download__card">
                <Card card={card} alert={!moves} onStep={(step) => post({ type: 'step', step })} />
              </div>
            )}
            <Actions id={id} standing={standing} />
            {standing === 'running' && <p class="quiet download__note">{words('download.background')}</p>}
            {standing !== 'loading' && standing !== 'done' && (
              <Meanwhile withFile={!card?.steps.some(({ step }) => step === 'pickModelFile')} />
            )}
          </div>
        </div>
      </div>
    </>
  );
}

const STEP_ICON: Readonly<Record<DownloadStep['verdict'], string>> = {
  waiting: 'circle-large-outline',
  running: SPINNER,
  ok: 'pass',
  stopped: 'debug-pause',
  failed: 'error',
};

/** As the lines of a server's check look. */
const STEP_LOOK: Readonly<Record<DownloadStep['verdict'], string>> = {
  waiting: 'skipped',
  running: 'running',
  ok: 'ok',
  stopped: 'warning',
  failed: 'failed',
};

function Steps({ steps }: { steps: readonly DownloadStep[] }) {
  const { words } = usePanel();
  return (
    <ul class="checks">
      {steps.map(({ id, verdict, text }) => (
        <li key={id} class={`check check--${STEP_LOOK[verdict]}`}>
          <Icon name={STEP_ICON[verdict]} />
          <span>
            {text}
            <span class="sr-only">, {words(`download.${verdict}`)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Actions({ id, standing }: Pick<DownloadCourse, 'id' | 'standing'>) {
  const { words, post } = usePanel();
  if (standing === 'done') {
    return (
      <div class="actions download__actions">
        <Button onClick={() => post({ type: 'show', screen: 'chat' })}>{words('download.chat')}</Button>
      </div>
    );
  }
  // Loading into memory is short; what failed has its steps on its card.
  if (standing === 'loading') return null;
  return (
    <div class="actions download__actions">
      {standing === 'running' && (
        <Button onClick={() => post({ type: 'pauseDownload', id })}>{words('download.pause')}</Button>
      )}
      {standing === 'paused' && (
        <Button primary onClick={() => post({ type: 'download', id })}>
          {words('download.resume')}
        </Button>
      )}
      <Button onClick={() => post({ type: 'cancelDownload', id })}>{words('app.cancel')}</Button>
    </div>
  );
}

/** @param withFile the card does not offer that already */
function Meanwhile({ withFile }: { withFile: boolean }) {
  const { words, post } = usePanel();
  return (
    <section class="section">
      <h3 class="label">{words('download.meanwhile')}</h3>
      <ul class="rows">
        <li>
          <button type="button" class="row" onClick={() => post({ type: 'show', screen: 'server' })}>
            <Icon name="server" className="row__icon" />
            <span class="row__text">{words('setup.server.start')}</span>
          </button>
        </li>
        {withFile && (
          <li>
            <button type="button" class="row" onClick={() => post({ type: 'step', step: 'pickModelFile' })}>
              <Icon name="folder-opened" className="row__icon" />
              <span class="row__text">{words('setup.local.file')}</span>
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}

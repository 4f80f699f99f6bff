import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnswerView, NextStep, TurnView } from '../../src/core/chat/protocol.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { Button, IconButton } from '../parts/buttons.tsx';
import { Card } from '../parts/card.tsx';
import { Icon, SPINNER } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import { isRunning } from '../state/panelState.ts';
import { formatClock, formatDuration } from '../wording.ts';
import { Findings } from './findings.tsx';
import { SentSecrets } from './secrets.tsx';
import { sourcesOf } from './sourceList.ts';
import { Sources } from './sources.tsx';

/** An answer from its first moment to its end. */
export function Answer({ turn }: { turn: TurnView }) {
  const { words, post } = usePanel();
  const { answer } = turn;
  const running = isRunning(answer.status);
  const seenRunning = useRef(running);
  seenRunning.current ||= running;
  const step = (step: NextStep): void => post({ type: 'step', turn: turn.id, step });
  const writing =
    running && answer.status !== 'thinking' && answer.status !== 'loading' && answer.status !== 'searching';
  return (
    <article class="answer" aria-busy={running}>
      <h3 class="sr-only">{words('turn.answer')}</h3>
      {(answer.reasoning !== '' || answer.status === 'thinking') && <Thinking answer={answer} />}
      {answer.status === 'loading' && (
        <p class="answer__note">
          <Icon name={SPINNER} />
          <span>{words('turn.loading')}</span>
        </p>
      )}
      {answer.status === 'searching' && (
        <p class="answer__note">
          <Icon name={SPINNER} />
          <span>{words('turn.searching')}</span>
        </p>
      )}
      {(writing || answer.text !== '') && (
        <Markdown
          text={answer.text}
          writing={writing}
          sources={sourcesOf(turn, { words, post })}
          turn={turn.id}
        />
      )}
      {answer.findings && !running && <Findings turn={turn.id} findings={answer.findings} />}
      {answer.status === 'stopped' && <p class="answer__note">{words('turn.stopped')}</p>}
      {answer.cut && !running && (
        <div class="answer__note">
          <Icon name="warning" />
          <span>{words('turn.cut')}</span>
          <Button small onClick={() => step('continue')}>
            {words('turn.continue')}
          </Button>
        </div>
      )}
      {answer.error && <Card card={answer.error} alert={seenRunning.current} onStep={step} />}
      {answer.search?.trouble && !running && (
        <p class="answer__note">{words(`search.${answer.search.trouble}`)}</p>
      )}
      {answer.report && !running && <Sources turn={turn} report={answer.report} />}
      {answer.report?.secrets && !running && <SentSecrets turn={turn} secrets={answer.report.secrets} />}
      <Footer turn={turn} running={running} />
    </article>
  );
}

function Footer({ turn, running }: { turn: TurnView; running: boolean }) {
  const { words, post } = usePanel();
  const { model, startedAt, elapsed, tokensPerSecond, text } = turn.answer;
  return (
    <footer class="answer__foot">
      <span class="answer__meta">
        {model && <>{model} · </>}
        {running ? <Clock since={startedAt} /> : formatDuration(elapsed, words)}
        {tokensPerSecond !== undefined && <> · {words('turn.speed', { n: Math.round(tokensPerSecond) })}</>}
      </span>
      {!running && (
        <span class="answer__tools">
          {text !== '' && (
            <IconButton
              icon="copy"
              label={words('turn.copy')}
              onClick={() => post({ type: 'copyAnswer', turn: turn.id })}
            />
          )}
          <IconButton
            icon="refresh"
            label={words('turn.regenerate')}
            class="answer__regenerate"
            onClick={() => post({ type: 'regenerate', turn: turn.id })}
          />
        </span>
      )}
    </footer>
  );
}

/** The model's reasoning, folded unless the reader asks; its text is drawn only when unfolded. */
function Thinking({ answer }: { answer: AnswerView }) {
  const { words } = usePanel();
  const [open, setOpen] = useState(false);
  const thinks = answer.status === 'thinking';
  return (
    <details class="thinking" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Icon name="chevron-right" />
        <span>{words(thinks ? 'turn.thinks' : 'turn.thought')}</span>
        {thinks ? (
          <Clock since={answer.startedAt} />
        ) : (
          answer.thought !== undefined && <span class="number">{formatDuration(answer.thought, words)}</span>
        )}
      </summary>
      {open && (
        <div class="thinking__body">
          <Markdown text={answer.reasoning} writing={thinks} />
        </div>
      )}
    </details>
  );
}

function Clock({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="number">{formatClock(now - since)}</span>;
}

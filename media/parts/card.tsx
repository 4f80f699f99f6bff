import type { ErrorCard, NextStep } from '../../src/core/chat/protocol.ts';
import { usePanel } from '../state/context.ts';
import { Button, IconButton } from './buttons.tsx';
import { Icon } from './icon.tsx';

interface CardProps {
  readonly card: ErrorCard;
  /** It happened just now: it is read aloud at once. */
  readonly alert?: boolean;
  readonly onStep: (step: NextStep) => void;
  readonly onDismiss?: () => void;
}

/** A failure, a warning or a word: what happened, what to do, and the details for who wants them. */
export function Card({ card, alert = false, onStep, onDismiss }: CardProps) {
  const { words } = usePanel();
  return (
    <section class={`card card--${card.severity}`} role={alert ? 'alert' : undefined}>
      <Icon name={iconOf(card)} />
      <h4 class="card__title">{card.title}</h4>
      {onDismiss && (
        <IconButton icon="close" label={words('app.close')} class="card__close" onClick={onDismiss} />
      )}
      {card.body && <div class="card__body">{card.body}</div>}
      {card.steps.length > 0 && (
        <div class="actions">
          {card.steps.map(({ step, label }, index) => (
            <Button key={step} small primary={index === 0} onClick={() => onStep(step)}>
              {label}
            </Button>
          ))}
        </div>
      )}
      {card.details && (
        <details class="card__details">
          <summary>
            <Icon name="chevron-right" />
            {words('app.details')}
          </summary>
          <p>{card.details}</p>
        </details>
      )}
    </section>
  );
}

function iconOf({ severity, steps }: ErrorCard): string {
  const main = steps[0]?.step;
  if (main === 'enterKey') return 'key';
  if (main === 'checkConnection') return 'debug-disconnect';
  return severity;
}

import type { ErrorCard } from '../../src/core/chat/protocol.ts';
import { Card } from '../parts/card.tsx';
import { usePanel } from '../state/context.ts';

/** What the extension has to say about a chat, until the reader closes it. */
export function Notice({ card }: { card: ErrorCard | undefined }) {
  const { post } = usePanel();
  if (!card) return null;
  return (
    <div class="notice">
      <Card
        card={card}
        alert
        onStep={(step) => post({ type: 'step', step })}
        onDismiss={() => post({ type: 'dismissNotice' })}
      />
    </div>
  );
}

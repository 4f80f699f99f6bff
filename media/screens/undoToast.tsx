import { useEffect, useState } from 'preact/hooks';
import { Button, IconButton } from '../parts/buttons.tsx';
import { usePanel } from '../state/context.ts';
import type { Deletion } from '../state/panelState.ts';

const STAYS_FOR = 8_000;

/** Offers a deleted chat back for a while; never goes away under the focus or the pointer. */
export function UndoToast({ deleted }: { deleted: Deletion }) {
  const { words, post, announce } = usePanel();
  const [gone, setGone] = useState(false);
  const [held, setHeld] = useState(false);
  const text = words('history.deleted', { name: deleted.title });
  useEffect(() => announce(text), [text, announce]);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => setGone(true), STAYS_FOR);
    return () => clearTimeout(timer);
  }, [held]);
  if (gone) return null;
  const hold = (): void => setHeld(true);
  const release = (): void => setHeld(false);
  return (
    <section
      class="toast"
      aria-label={text}
      onFocusIn={hold}
      onFocusOut={release}
      onMouseEnter={hold}
      onMouseLeave={release}
    >
      <span>{text}</span>
      <Button small onClick={() => post({ type: 'restoreChat', id: deleted.id })}>
        {words('history.restore')}
      </Button>
      <IconButton icon="close" label={words('app.close')} onClick={() => setGone(true)} />
    </section>
  );
}

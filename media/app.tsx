import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ChatScreen } from './chat/chatScreen.tsx';
import { DownloadScreen } from './screens/downloadScreen.tsx';
import { HistoryScreen } from './screens/historyScreen.tsx';
import { ServerScreen } from './screens/serverScreen.tsx';
import { SetupScreen } from './screens/setupScreen.tsx';
import { type Panel, PanelProvider } from './state/context.ts';
import { isRunning, type PanelState } from './state/panelState.ts';
import type { Store } from './state/store.ts';
import { formatDuration, type Words, wordsOf } from './wording.ts';

/** The whole panel. Shows nothing until the extension has sent its words. */
export function App({ state, store }: { state: PanelState; store: Store }) {
  const { texts, mac } = state;
  const [said, setSaid] = useState('');
  const panel = useMemo<Panel | undefined>(
    () => texts && { words: wordsOf(texts), post: store.post, store, mac, announce: setSaid },
    [texts, mac, store],
  );
  useLinks(store);
  if (!panel) return null;
  return (
    <PanelProvider value={panel}>
      <main class="view" aria-label={panel.words('app.name')}>
        <RunAnnouncer state={state} words={panel.words} announce={setSaid} />
        <CurrentScreen state={state} />
        <div class="sr-only" role="status" aria-live="polite">
          {said}
        </div>
      </main>
    </PanelProvider>
  );
}

function CurrentScreen({ state }: { state: PanelState }) {
  switch (state.screen) {
    case 'chat':
      return <ChatScreen state={state} />;
    case 'history':
      return <HistoryScreen state={state} />;
    case 'setup':
      return <SetupScreen offer={state.offer} />;
    case 'server':
      return <ServerScreen server={state.server} />;
    case 'download':
      return <DownloadScreen course={state.course} />;
  }
}

interface RunAnnouncerProps {
  readonly state: PanelState;
  readonly words: Words;
  readonly announce: (text: string) => void;
}

/** Says that an answer began and how it ended; its words are never read aloud as they come. */
function RunAnnouncer({ state, words, announce }: RunAnnouncerProps) {
  const answer = state.chat.turns.at(-1)?.answer;
  const running = answer !== undefined && isRunning(answer.status);
  const wasRunning = useRef(false);
  useEffect(() => {
    if (running) announce(words('run.started'));
    else if (wasRunning.current && answer?.status === 'done') {
      announce(words('run.done', { time: formatDuration(answer.elapsed, words) }));
    } else if (wasRunning.current && answer?.status === 'stopped') announce(words('run.stopped'));
    wasRunning.current = running;
    // Only the change counts.
  }, [running]);
  return null;
}

/**
 * Links lead out through the extension alone, which shows the address. The click must not reach the editor's own
 * handler, which would open it a second time.
 */
function useLinks(store: Store): void {
  useEffect(() => {
    const open = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.button <= 1) store.post({ type: 'openLink', href: link.href });
    };
    addEventListener('click', open, { capture: true });
    addEventListener('auxclick', open, { capture: true });
    return () => {
      removeEventListener('click', open, { capture: true });
      removeEventListener('auxclick', open, { capture: true });
    };
  }, [store]);
}

import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LinkButton } from '../parts/buttons.tsx';
import { Card } from '../parts/card.tsx';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from '../parts/useKeys.ts';
import { DownloadStrip } from '../screens/downloadStrip.tsx';
import { Notice } from '../screens/notice.tsx';
import { usePanel } from '../state/context.ts';
import type { PanelState } from '../state/panelState.ts';
import { Composer } from './composer.tsx';
import { ContextPopover } from './contextPopover.tsx';
import { Conversation } from './conversation.tsx';
import { DropArea } from './dropArea.tsx';
import { EmptyChat } from './emptyChat.tsx';
import { Gauge } from './gauge.tsx';
import { ModelPicker } from './modelPicker.tsx';

type OpenList = 'models' | 'context' | undefined;

export function ChatScreen({ state }: { state: PanelState }) {
  const { post } = usePanel();
  const [editing, setEditing] = useState<string>();
  const [list, setList] = useState<OpenList>();
  const field = useRef<HTMLTextAreaElement>(null);
  const modelButton = useRef<HTMLButtonElement>(null);
  const gaugeButton = useRef<HTMLButtonElement>(null);
  const dock = useDockHeight();
  const { chat, busy, gauge, models } = state;
  const empty = chat.turns.length === 0;
  const lastTurn = chat.turns.at(-1)?.id;

  const closeList = useCallback(() => setList(undefined), []);
  const closeListByKey = (): void => {
    if (list === 'context') gaugeButton.current?.focus();
    else field.current?.focus();
    setList(undefined);
  };
  const toggle = (name: OpenList): void => setList(list === name ? undefined : name);
  const edit = (turn: string | undefined): void => {
    setEditing(turn);
    if (turn === undefined) field.current?.focus();
  };
  const editLast = (): boolean => {
    if (lastTurn === undefined || busy) return false;
    setEditing(lastTurn);
    return true;
  };

  useKeys((event) => {
    if (event.key === 'Escape' && list) closeListByKey();
    else if (event.key === 'Escape' && busy) post({ type: 'stop' });
    // By its place on the keyboard: in the Russian layout the letter is another.
    else if (event.altKey && event.code === 'KeyM' && list === 'models') closeListByKey();
    else if (event.altKey && event.code === 'KeyM' && models) toggle('models');
    else return false;
    return true;
  });

  return (
    <>
      <DropArea />
      <TrainingNotice models={models} />
      <DownloadStrip course={state.course} />
      <Notice card={state.notice} />
      <Conversation key={chat.id} chat={chat} busy={busy} editing={editing} onEdit={edit}>
        {empty && models?.problem && (
          <div class="notice">
            <Card card={models.problem} onStep={(step) => post({ type: 'step', step })} />
          </div>
        )}
        {empty && (
          <EmptyChat
            empty={state.empty}
            hasModel={models?.chosen !== undefined}
            coming={state.course !== undefined}
          />
        )}
      </Conversation>
      {empty && <KeyHints />}
      <div class="dock" ref={dock}>
        {list === 'models' && models && (
          <ModelPicker models={models} onLeave={closeList} onDone={closeListByKey} />
        )}
        {list === 'context' && gauge && (
          <ContextPopover
            report={gauge}
            turns={chat.turns.length}
            condensing={state.condensing}
            condensingFrees={state.condensingFrees}
            busy={busy}
            onLeave={closeList}
            onClose={closeListByKey}
          />
        )}
        <Composer
          state={state}
          field={field}
          modelButton={modelButton}
          modelsOpen={list === 'models'}
          onToggleModels={() => toggle('models')}
          onEditLast={editLast}
          onShowContext={() => setList('context')}
        />
        {gauge ? (
          <Gauge
            report={gauge}
            open={list === 'context'}
            onToggle={() => toggle('context')}
            buttonRef={gaugeButton}
          />
        ) : (
          <div class="gauge-space" />
        )}
      </div>
    </>
  );
}

/** Says plainly that the answers are made up, for as long as they are. */
function TrainingNotice({ models }: { models: PanelState['models'] }) {
  const { words, post } = usePanel();
  const chosen = models?.rows.find(({ ref }) => ref === models.chosen);
  if (!chosen?.training) return null;
  return (
    <section class="training">
      <Icon name="mortar-board" />
      <div>
        <strong>{words('training.title')}</strong>
        <p>{words('training.body')}</p>
        <p class="training__ways">
          <LinkButton onClick={() => post({ type: 'step', step: 'downloadModel' })}>
            {words('training.download')}
          </LinkButton>
          <LinkButton onClick={() => post({ type: 'step', step: 'pickModelFile' })}>
            {words('training.file')}
          </LinkButton>
          <LinkButton onClick={() => post({ type: 'show', screen: 'server' })}>
            {words('training.server')}
          </LinkButton>
        </p>
      </div>
    </section>
  );
}

function KeyHints() {
  const { words, mac } = usePanel();
  return (
    <div class="hints" aria-hidden="true">
      <span>
        <kbd>Enter</kbd> {words('hint.send')}
      </span>
      <span>
        <kbd>Shift+Enter</kbd> {words('hint.newline')}
      </span>
      <span>
        <kbd>@</kbd> {words('hint.context')}
      </span>
      <span>
        <kbd>{mac ? '⌥M' : 'Alt+M'}</kbd> {words('hint.model')}
      </span>
    </div>
  );
}

/** Tells the style sheet how high the dock is: lists grow up from it and must fit above. */
function useDockHeight() {
  const dock = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = dock.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty('--dock-height', `${element.offsetHeight}px`);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return dock;
}

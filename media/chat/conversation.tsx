import { Component, type ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatView, TurnView } from '../../src/core/chat/protocol.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { IconButton } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import { Answer } from './answer.tsx';
import { type Neighbour, Question } from './question.tsx';
import { followsEnd, type ScrollPosition } from './stick.ts';

/** Turns drawn at once when a chat opens; the earlier ones follow at rest, so that a long chat opens at once. */
const AT_ONCE = 4;
const AT_REST = 3;

interface ConversationProps {
  readonly chat: ChatView;
  readonly busy: boolean;
  /** Turn whose question is being changed. */
  readonly editing: string | undefined;
  readonly onEdit: (turn: string | undefined) => void;
  /** Cards above the first turn. */
  readonly children: ComponentChildren;
}

export function Conversation({ chat, busy, editing, onEdit, children }: ConversationProps) {
  const { words } = usePanel();
  const shown = useShownTurns(chat.turns.length);
  const { scroller, content, follows, onScroll, toEnd } = useFollowing(chat.turns.length > 0);
  const first = Math.max(0, chat.turns.length - shown);
  const onNeighbour = (turn: TurnView, where: Neighbour): void => {
    const index = chat.turns.findIndex(({ id }) => id === turn.id);
    const next = chat.turns[where === 'before' ? index - 1 : index + 1];
    if (next) onEdit(next.id);
    else if (where === 'after') onEdit(undefined);
  };
  return (
    <>
      <div class="scroll" ref={scroller} onScroll={onScroll}>
        <div class={busy ? 'conversation is-busy' : 'conversation'} ref={content}>
          {children}
          {chat.turns
            .slice(first)
            .flatMap((turn, index) => [
              <Turn
                key={turn.id}
                turn={turn}
                editing={editing === turn.id && !busy}
                onEdit={onEdit}
                onNeighbour={onNeighbour}
              />,
              chat.summary?.until === turn.id && (
                <SummaryLine key="summary" text={chat.summary.text} turns={first + index + 1} />
              ),
            ])}
        </div>
      </div>
      {!follows && (
        <div class="to-latest">
          <IconButton icon="arrow-down" label={words('turn.latest')} onClick={toEnd} />
        </div>
      )}
    </>
  );
}

/** What stands for the turns above in requests. */
function SummaryLine({ text, turns }: { text: string; turns: number }) {
  const { words } = usePanel();
  const [open, setOpen] = useState(false);
  return (
    <details class="summary-line" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Icon name="chevron-right" />
        <span>{words('reason.summary', { n: turns })}</span>
      </summary>
      {open && <Markdown text={text} writing={false} />}
    </details>
  );
}

interface TurnProps {
  readonly turn: TurnView;
  readonly editing: boolean;
  readonly onEdit: (turn: string | undefined) => void;
  readonly onNeighbour: (turn: TurnView, where: Neighbour) => void;
}

/** Compared by the turn alone: a delta to the last answer costs the turns before it nothing. */
class Turn extends Component<TurnProps> {
  override shouldComponentUpdate(next: TurnProps): boolean {
    return next.turn !== this.props.turn || next.editing !== this.props.editing;
  }

  override render({ turn, editing }: TurnProps) {
    return (
      <div class="turn">
        <Question
          turn={turn}
          editing={editing}
          onEdit={() => this.props.onEdit(turn.id)}
          onDone={() => this.props.onEdit(undefined)}
          onNeighbour={(where) => this.props.onNeighbour(turn, where)}
        />
        <Answer turn={turn} />
      </div>
    );
  }
}

/** How many of the last turns are drawn: grows to all of them at rest. */
function useShownTurns(total: number): number {
  const [shown, setShown] = useState(AT_ONCE);
  const more = shown < total;
  useEffect(() => {
    if (!more) return;
    const request = requestIdleCallback(() => setShown((count) => count + AT_REST), { timeout: 200 });
    return () => cancelIdleCallback(request);
  }, [more, shown]);
  return more ? shown : Math.max(shown, total);
}

/** Keeps the end in view while the reader is there. An empty chat (not `active`) is read from its top. */
function useFollowing(active: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const state = useRef({ follows: true, before: position(undefined) });
  const [follows, setFollows] = useState(true);
  const toEnd = (): void => {
    const { current: view } = scroller;
    if (!view) return;
    state.current.follows = true;
    setFollows(true);
    view.scrollTop = view.scrollHeight;
  };
  useLayoutEffect(() => {
    if (!active || !content.current || !scroller.current) return;
    const observer = new ResizeObserver(() => {
      if (state.current.follows) toEnd();
    });
    observer.observe(content.current);
    observer.observe(scroller.current);
    return () => observer.disconnect();
    // The elements live as long as the view.
  }, [active]);
  const onScroll = (): void => {
    const now = position(scroller.current);
    state.current.follows = followsEnd(state.current.follows, state.current.before, now);
    state.current.before = now;
    setFollows(state.current.follows);
  };
  return { scroller, content, follows: follows || !active, onScroll, toEnd };
}

function position(view: HTMLElement | null | undefined): ScrollPosition {
  return { top: view?.scrollTop ?? 0, height: view?.clientHeight ?? 0, content: view?.scrollHeight ?? 0 };
}

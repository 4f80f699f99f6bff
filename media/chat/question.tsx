import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TurnView } from '../../src/core/chat/protocol.ts';
import { Button, IconButton } from '../parts/buttons.tsx';
import { usePanel } from '../state/context.ts';
import { withQuestion } from './askedQuestions.ts';
import { SentChips } from './chips.tsx';

/** How the reader leaves an editor of a question with the arrow keys. */
export type Neighbour = 'before' | 'after';

interface QuestionProps {
  readonly turn: TurnView;
  readonly editing: boolean;
  readonly onEdit: () => void;
  readonly onDone: () => void;
  readonly onNeighbour: (where: Neighbour) => void;
}

/** A question as it was asked; it can be changed and sent again in its place. */
export function Question({ turn, editing, onEdit, onDone, onNeighbour }: QuestionProps) {
  const { words, post } = usePanel();
  const { pinned = false } = turn;
  const editButton = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    if (wasEditing.current && !editing && document.activeElement === document.body)
      editButton.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  return (
    <article class="question">
      <h3 class="sr-only">{words('turn.question')}</h3>
      {editing ? (
        <QuestionEditor turn={turn} onDone={onDone} onNeighbour={onNeighbour} />
      ) : (
        <div class="question__head">
          <div class="question__text">{withInlineCode(turn.question.text)}</div>
          <div class={pinned ? 'question__tools is-pinned' : 'question__tools'}>
            <IconButton
              icon={pinned ? 'pinned' : 'pin'}
              class={pinned ? 'is-on' : 'question__pin'}
              label={words(pinned ? 'turn.unpin' : 'turn.pin')}
              aria-pressed={pinned}
              onClick={() => post({ type: pinned ? 'unpin' : 'pin', id: turn.id, turn: turn.id })}
            />
            <IconButton icon="edit" label={words('turn.edit')} onClick={onEdit} buttonRef={editButton} />
          </div>
        </div>
      )}
      <SentChips chips={turn.question.chips} turn={turn.id} />
    </article>
  );
}

interface EditorProps {
  readonly turn: TurnView;
  readonly onDone: () => void;
  readonly onNeighbour: (where: Neighbour) => void;
}

function QuestionEditor({ turn, onDone, onNeighbour }: EditorProps) {
  const { words, post, store } = usePanel();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(turn.question.text);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
    // Once, when the editor opens.
  }, []);
  const resend = (): void => {
    if (text.trim() === '') return;
    post({ type: 'resend', turn: turn.id, text });
    // Found again by ↑, also when nothing comes of it.
    store.keep({ asked: withQuestion(store.kept.asked, text) });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || !field.current) return;
    const { selectionStart, selectionEnd } = field.current;
    const unchanged = text === turn.question.text;
    if (event.key === 'Enter' && !event.shiftKey) resend();
    else if (event.key === 'Escape') onDone();
    else if (event.key === 'ArrowUp' && unchanged && !text.slice(0, selectionStart).includes('\n')) {
      onNeighbour('before');
    } else if (event.key === 'ArrowDown' && unchanged && !text.slice(selectionEnd).includes('\n')) {
      onNeighbour('after');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="question__editor">
      <textarea
        ref={field}
        rows={1}
        aria-label={words('turn.editLabel')}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="actions">
        <Button small primary disabled={text.trim() === ''} onClick={resend}>
          {words('turn.resend')}
        </Button>
        <Button small onClick={onDone}>
          {words('app.cancel')}
        </Button>
      </div>
    </div>
  );
}

/** Names in backticks look like names. */
function withInlineCode(text: string) {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? <code>{part.slice(1, -1)}</code> : part));
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatSummary } from '../../src/core/chat/protocol.ts';
import { IconButton } from '../parts/buttons.tsx';
import { usePanel } from '../state/context.ts';
import { formatMoment } from '../wording.ts';

interface HistoryRowProps {
  readonly chat: ChatSummary;
  readonly query: string;
  readonly current: boolean;
  readonly renaming: boolean;
  readonly onRename: (id: string | undefined) => void;
  readonly onDelete: (id: string) => void;
}

export function HistoryRow({ chat, query, current, renaming, onRename, onDelete }: HistoryRowProps) {
  const { words, post } = usePanel();
  const open = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  useLayoutEffect(() => {
    if (wasRenaming.current && !renaming) open.current?.focus();
    wasRenaming.current = renaming;
  }, [renaming]);
  if (renaming) return <NameEditor chat={chat} onDone={() => onRename(undefined)} />;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'F2') onRename(chat.id);
    else if (event.key === 'Delete') onDelete(chat.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const meta = [
    formatMoment(chat.changed, Date.now()),
    words('history.turns', { n: chat.turns }),
    chat.model,
  ];
  return (
    <li class={current ? 'chat chat--current' : 'chat'} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="chat__open"
        ref={open}
        aria-current={current}
        onClick={() => post({ type: 'openChat', id: chat.id })}
      >
        <span class="chat__name">{marked(chat.title, query)}</span>
        <span class="chat__meta">{meta.filter(Boolean).join(' · ')}</span>
      </button>
      <span class="chat__tools">
        <IconButton icon="edit" label={words('history.rename')} onClick={() => onRename(chat.id)} />
        <IconButton
          icon="export"
          label={words('history.export')}
          onClick={() => post({ type: 'exportChat', id: chat.id })}
        />
        <IconButton icon="trash" label={words('history.delete')} onClick={() => onDelete(chat.id)} />
      </span>
    </li>
  );
}

function NameEditor({ chat, onDone }: { chat: ChatSummary; onDone: () => void }) {
  const { words, post } = usePanel();
  const field = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(chat.title);
  useLayoutEffect(() => field.current?.select(), []);
  const done = useRef(false);
  const finish = (save: boolean): void => {
    // The field loses the focus when it goes: what the first key decided stands.
    if (done.current) return;
    done.current = true;
    const name = title.trim();
    if (save && name !== '' && name !== chat.title) post({ type: 'renameChat', id: chat.id, title: name });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter') finish(true);
    else if (event.key === 'Escape') finish(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li class="chat">
      <input
        class="input"
        type="text"
        ref={field}
        value={title}
        aria-label={words('history.name')}
        onInput={({ currentTarget }) => setTitle(currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => finish(true)}
      />
    </li>
  );
}

/** The found words stand out. */
function marked(title: string, query: string) {
  const at = query === '' ? -1 : title.toLocaleLowerCase('ru').indexOf(query.toLocaleLowerCase('ru'));
  if (at === -1) return title;
  const end = at + query.length;
  return (
    <>
      {title.slice(0, at)}
      <mark>{title.slice(at, end)}</mark>
      {title.slice(end)}
    </>
  );
}

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatSummary } from '../../src/core/chat/protocol.ts';
import { IconButton } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from '../parts/useKeys.ts';
import { usePanel } from '../state/context.ts';
import type { PanelState } from '../state/panelState.ts';
import { type DayGroup, dayGroup } from '../wording.ts';
import { HistoryRow } from './historyRow.tsx';
import { Notice } from './notice.tsx';
import { ScreenHead } from './screenHead.tsx';
import { UndoToast } from './undoToast.tsx';

const GROUPS: readonly DayGroup[] = ['today', 'yesterday', 'earlier'];
const SEARCH_REST = 120;

export function HistoryScreen({ state }: { state: PanelState }) {
  const { words, post, announce } = usePanel();
  const { chats, query } = state.history;
  const deleted = state.deleted.at(-1);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState<string>();
  const focusAfterDelete = useFocusAfterDelete(list, search, chats);
  useLayoutEffect(() => search.current?.focus(), []);
  useEffect(() => {
    if (query !== '') announce(words('history.found', { n: chats.length }));
  }, [query, chats, announce, words]);

  const remove = (id: string): void => {
    focusAfterDelete(chats.findIndex((chat) => chat.id === id));
    post({ type: 'deleteChat', id });
  };
  useKeys((event) => {
    const command = event.ctrlKey || event.metaKey;
    // The focus goes to the search when the last chat is deleted; empty, it has nothing of its own to take back.
    const { target } = event;
    const typing = target instanceof HTMLInputElement && !(target === search.current && target.value === '');
    if (command && event.code === 'KeyF') search.current?.focus();
    else if (command && event.code === 'KeyZ' && !typing && deleted) {
      post({ type: 'restoreChat', id: deleted.id });
    } else if (event.key === 'Escape') post({ type: 'show', screen: 'chat' });
    else return false;
    return true;
  });

  const now = Date.now();
  return (
    <>
      <ScreenHead title={words('history.title')} />
      <Search query={query} field={search} />
      <Notice card={state.notice} />
      <div class="scroll history" ref={list}>
        {GROUPS.map((group) => {
          const rows = chats.filter(({ changed }) => dayGroup(changed, now) === group);
          if (rows.length === 0) return null;
          return (
            <section key={group}>
              <h3>{words(`history.${group}`)}</h3>
              <ul>
                {rows.map((chat) => (
                  <HistoryRow
                    key={chat.id}
                    chat={chat}
                    query={query}
                    current={chat.id === state.chat.id}
                    renaming={chat.id === renaming}
                    onRename={setRenaming}
                    onDelete={remove}
                  />
                ))}
              </ul>
            </section>
          );
        })}
        {chats.length === 0 && (
          <p class="history__nothing">{words(query === '' ? 'history.empty' : 'history.nothing')}</p>
        )}
      </div>
      {deleted && <UndoToast key={`${state.deleted.length} ${deleted.id}`} deleted={deleted} />}
    </>
  );
}

function Search({ query, field }: { query: string; field: { current: HTMLInputElement | null } }) {
  const { words, post } = usePanel();
  const [text, setText] = useState(query);
  useEffect(() => {
    if (text === query) return;
    const timer = setTimeout(() => post({ type: 'searchChats', query: text }), SEARCH_REST);
    return () => clearTimeout(timer);
    // What is typed is the truth here; the query that comes back only follows it.
  }, [text, post]);
  return (
    <div class="search">
      <div class="input-with-button input-with-icon">
        <Icon name="search" className="input__icon" />
        <input
          class="input"
          type="text"
          ref={field}
          value={text}
          placeholder={words('history.search')}
          aria-label={words('history.search')}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        {text !== '' && (
          <IconButton
            icon="close"
            label={words('history.clear')}
            onClick={() => {
              setText('');
              field.current?.focus();
            }}
          />
        )}
      </div>
    </div>
  );
}

/** After a chat is deleted the focus goes to the one that took its place, so that the keys go on working. */
function useFocusAfterDelete(
  list: { current: HTMLElement | null },
  search: { current: HTMLElement | null },
  chats: readonly ChatSummary[],
) {
  const place = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (place.current === undefined) return;
    const rows = list.current?.querySelectorAll<HTMLElement>('.chat__open') ?? [];
    const row = rows[Math.min(place.current, rows.length - 1)] ?? search.current;
    row?.focus();
    place.current = undefined;
  }, [chats, list, search]);
  return (index: number): void => {
    place.current = index;
  };
}

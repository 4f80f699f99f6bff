import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MentionKind, MentionRow } from '../../src/core/chat/protocol.ts';
import { type OptionRow, rowByKey } from '../parts/optionList.tsx';
import { usePanel } from '../state/context.ts';
import type { PanelState } from '../state/panelState.ts';
import { formatNumber } from '../wording.ts';
import { KIND_ICON } from './chips.tsx';
import { beginsMention, type MentionPlace, mentionAt } from './mentionAt.ts';

export const MENTION_LIST = 'mentions';

/** Over all composers that come and go: an answer to an older one is another's. */
let lastRequest = 0;

/**
 * The list behind @. It opens when the sign is typed, never by what is pasted: Enter must not pick what nobody asked
 * for. As long as nothing answers the query it is not shown, and the keys are the field's.
 */
export function useMentions(answer: PanelState['mentions'], field: RefObject<HTMLTextAreaElement | null>) {
  const { post, words, announce } = usePanel();
  const [place, setPlace] = useState<MentionPlace>();
  const [kind, setKind] = useState<MentionKind>();
  const [pointed, setPointed] = useState<string>();
  const request = useRef('');
  /** Of the last search that was answered: they stay until the next one is, so that the list does not flicker. */
  const known = useRef<readonly MentionRow[]>([]);

  const isOpen = place !== undefined;
  useLayoutEffect(() => {
    if (!isOpen) return;
    lastRequest += 1;
    request.current = String(lastRequest);
    post({ type: 'findMentions', request: request.current, query: place.query, ...(kind && { kind }) });
  }, [isOpen, place?.query, kind, post]);

  if (answer && answer.request === request.current) known.current = answer.rows;
  const mentions = place ? known.current : [];
  const rows = mentions.map(
    (row): OptionRow => ({
      id: row.id,
      icon: KIND_ICON[row.kind],
      name: row.label,
      hint: row.hint,
      ...(row.tokens !== undefined && {
        amount: words('unit.approximately', { n: formatNumber(row.tokens) }),
      }),
      ...(row.disabled && { disabled: true }),
    }),
  );
  const pointedAt = rows.findIndex(({ id, disabled }) => id === pointed && !disabled);
  const active = pointedAt >= 0 ? pointedAt : rows.findIndex(({ disabled }) => !disabled);
  const shown = rows.length > 0;
  const count = rows.length;
  useEffect(() => {
    if (shown) announce(words('mention.count', { n: count }));
  }, [shown, count]);

  const close = (): void => {
    known.current = [];
    request.current = '';
    setPlace(undefined);
    setKind(undefined);
    setPointed(undefined);
  };
  /** Takes what stands after `from` up to the caret out of the field, so that it can be undone as typed. */
  const erase = (from: number): void => {
    const element = field.current;
    if (!element || element.selectionStart <= from) return;
    element.setSelectionRange(from, element.selectionStart);
    document.execCommand('delete');
  };
  const pick = (id: string): void => {
    const row = mentions.find((one) => one.id === id);
    if (!place || !row || row.disabled) return;
    setPointed(undefined);
    if (row.narrows) {
      setKind(row.kind);
      erase(place.start + 1);
      return;
    }
    post({ type: 'takeMention', id });
    close();
    erase(place.start);
  };

  return {
    rows,
    active,
    shown,
    close,
    pick,
    /** After every change of the field and every move of its caret. */
    follow(element: HTMLTextAreaElement, typed?: string): void {
      const { value, selectionStart } = element;
      const current = place && mentionAt(value, place.start, selectionStart);
      if (current) setPlace(current);
      else if (typed === '@' && beginsMention(value, selectionStart - 1)) {
        setKind(undefined);
        setPointed(undefined);
        setPlace(mentionAt(value, selectionStart - 1, selectionStart));
      } else if (place) close();
    },
    /** Types an @ where the caret stands. */
    begin(): void {
      const element = field.current;
      if (!element) return;
      element.focus();
      const before = element.value[element.selectionStart - 1];
      if (before !== undefined && !/\s/.test(before)) document.execCommand('insertText', false, ' ');
      document.execCommand('insertText', false, '@');
    },
    /** Whether the key was the list's. */
    takeKey({ key, shiftKey }: KeyboardEvent): boolean {
      if (!place) return false;
      if (key === 'Backspace' && kind && place.query === '') {
        setKind(undefined);
        return true;
      }
      if (!shown) return false;
      if (key === 'Escape') close();
      else if ((key === 'Enter' || key === 'Tab') && !shiftKey) pick(rows[active]?.id ?? '');
      else {
        const next = shiftKey ? undefined : rowByKey(key, rows, active);
        if (next === undefined) return false;
        setPointed(rows[next]?.id);
      }
      return true;
    },
  };
}

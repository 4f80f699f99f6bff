import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { SlashRow } from '../../src/core/chat/protocol.ts';
import { type OptionRow, rowByKey } from '../parts/optionList.tsx';
import { matchingCommands } from './slashAt.ts';

export const SLASH_LIST = 'commands';

/**
 * The list behind a slash that begins the field. It opens by typing alone, and is gone when the word is a whole
 * command: then Enter sends.
 */
export function useSlash(commands: readonly SlashRow[], field: RefObject<HTMLTextAreaElement | null>) {
  const [text, setText] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const found = text === undefined ? [] : matchingCommands(text, commands);
  const rows = found.map(
    ({ name, hint }): OptionRow => ({ id: name, icon: 'terminal', name: `/${name}`, hint }),
  );
  const active = Math.max(
    rows.findIndex(({ id }) => id === pointed),
    0,
  );
  const close = (): void => {
    setText(undefined);
    setPointed(undefined);
  };
  const pick = (name: string): void => {
    const element = field.current;
    if (!element) return;
    element.setSelectionRange(0, element.selectionStart);
    // So that it can be undone as typed.
    document.execCommand('insertText', false, `/${name} `);
    close();
  };
  return {
    rows,
    active,
    shown: rows.length > 0,
    close,
    pick,
    /** After every change of the field and every move of its caret. */
    follow({ value, selectionStart }: HTMLTextAreaElement, inserted = ''): void {
      if (inserted.length > 1) close();
      else if (inserted !== '' || text !== undefined) setText(value.slice(0, selectionStart));
    },
    /** Whether the key was the list's. */
    takeKey({ key, shiftKey }: KeyboardEvent): boolean {
      if (rows.length === 0 || shiftKey) return false;
      if (key === 'Escape') close();
      else if (key === 'Enter' || key === 'Tab') pick(rows[active]?.id ?? '');
      else {
        const next = rowByKey(key, rows, active);
        if (next === undefined) return false;
        setPointed(rows[next]?.id);
      }
      return true;
    },
  };
}

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Words } from '../wording.ts';
import type { Store } from './store.ts';

/** What every view may need. Does not change while the panel lives. */
export interface Panel {
  readonly words: Words;
  readonly post: Store['post'];
  readonly store: Store;
  readonly mac: boolean;
  /** Says something through the live region. */
  announce(text: string): void;
}

const PanelContext = createContext<Panel | undefined>(undefined);

export const PanelProvider = PanelContext.Provider;

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('A view stands outside of the panel');
  return panel;
}

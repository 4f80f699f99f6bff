import { chatStates, listStates } from './panelStates/chats.ts';
import { localStates } from './panelStates/local.ts';
import type { PanelStateCase } from './panelStates/samples.ts';
import { screenStates, troubleStates } from './panelStates/screens.ts';

/** Every state that the panel knows, with the texts that it would have in life. */
export function panelStates(): PanelStateCase[] {
  return [...chatStates(), ...listStates(), ...troubleStates(), ...screenStates(), ...localStates()];
}

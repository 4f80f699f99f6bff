import type { SlashRow } from '../../src/core/chat/protocol.ts';

/**
 * The commands that a field's text up to the caret may become; none when it is no beginning of one, or one already.
 * In the Russian layout the key of the slash writes a full stop.
 */
export function matchingCommands(text: string, commands: readonly SlashRow[]): readonly SlashRow[] {
  const [, slash, word = ''] = /^([/.])(\S*)$/.exec(text) ?? [];
  if (slash === undefined || (slash === '.' && word === '')) return [];
  const typed = word.toLowerCase();
  if (commands.some(({ forms }) => forms.includes(typed))) return [];
  return commands.filter(({ forms }) => forms.some((form) => form.startsWith(typed)));
}

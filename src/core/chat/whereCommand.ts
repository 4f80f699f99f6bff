/** `/где` and `/where`, and what their keys write in the other layout; there the slash is a full stop. */
export const PLACES_COMMANDS: readonly string[] = ['где', 'where', 'ult', 'цруку'];
const COMMAND = /^\s*[/.](\p{L}+)(?:\s+([\s\S]*))?$/u;

/** What is to be found, when a question only asks for places in the code: they need no model's prose. */
export function placesAsked(question: string): string | undefined {
  const [, name = '', wanted = ''] = COMMAND.exec(question) ?? [];
  return PLACES_COMMANDS.includes(name.toLowerCase()) ? wanted.trim() : undefined;
}

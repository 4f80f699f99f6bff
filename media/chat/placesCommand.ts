/** Only asks for places in the code, which needs no model: as the core reads it. */
export function asksForPlaces(question: string, commands: readonly string[]): boolean {
  const [, name = ''] = /^\s*[/.](\p{L}+)(?!\S)/u.exec(question) ?? [];
  return commands.includes(name.toLowerCase());
}

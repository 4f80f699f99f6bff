/** Only asks for places in the code: no model is needed. As `placesAsked` of the core reads it. */
export function asksForPlaces(question: string): boolean {
  return /^\s*[/.](?:где|where|ult|цруку)(?!\S)/i.test(question);
}

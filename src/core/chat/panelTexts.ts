/**
 * The panel's words, handed to it once. `{name}` is replaced; forms of a number stand apart by `|`: one, few, many.
 */
export type PanelTexts = Readonly<Record<string, string>>;

/** Who speaks in a chat prompt. */
export type Role = 'system' | 'user' | 'assistant';

export interface ChatMessage {
  readonly role: Role;
  readonly text: string;
}

/** Messages that the server, or the local engine, puts into the model's own template. */
export interface ChatPrompt {
  readonly kind: 'chat';
  readonly messages: readonly ChatMessage[];
  /**
   * The last message is an assistant's turn begun by us; the model goes on with it
   * instead of opening a turn of its own.
   */
  readonly continueLast?: boolean;
}

/**
 * A piece of a raw prompt. Text and special tokens are kept apart, so that no text of the user's can ever
 * become a special token: an adapter tokenises `text` with special parsing off, or, where a server takes
 * only one string, breaks up look-alikes first (`inertText`).
 */
export type Segment = { readonly text: string } | { readonly special: string };

/** A prompt that goes to the model as it stands, without a template. */
export interface RawPrompt {
  readonly kind: 'raw';
  readonly segments: readonly Segment[];
}

export type Prompt = ChatPrompt | RawPrompt;

/**
 * Zero-width joiner put inside something that a tokenizer with special parsing on would take for a special token
 * (`<|im_end|>` → `<` U+2060 `|im_end|>`). Used only where a server accepts a prompt as one string.
 * The forms are those of Qwen2/3 and Llama-3 vocabularies: `<|name|>`, and `<name>` for the few listed.
 */
const SPECIAL_LOOKALIKE = /<(?=\|[A-Za-z0-9_]+\|>|\/?(?:think|tool_call|tool_response|s|unk|pad|bos|eos)>)/g;
const WORD_JOINER = '\u2060';

/** `text` with everything that looks like a special token made inert; unchanged, and the same string, otherwise. */
export function inertText(text: string): string {
  return text.includes('<') ? text.replace(SPECIAL_LOOKALIKE, `<${WORD_JOINER}`) : text;
}

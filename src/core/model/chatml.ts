import type { ChatMessage, Segment } from './prompt.ts';

/** Ends a turn; a raw ChatML request names it as a stop text, for servers that do not take it for the model's end. */
export const CHATML_TURN_END = '<|im_end|>';

const TURN_START = '<|im_start|>';

/**
 * A conversation in Qwen's ChatML, ready for raw completion: `<|im_start|>role\ntext<|im_end|>\n` for each message,
 * then an assistant's turn that is open for the model. With `continueLast` the last message, when it is an
 * assistant's, is itself left open, and the model goes on right behind its text.
 */
export function renderChatml(messages: readonly ChatMessage[], continueLast: boolean): Segment[] {
  const last = messages.at(-1);
  const open = continueLast && last?.role === 'assistant' ? last : undefined;
  const segments = messages.flatMap((message): Segment[] =>
    message === open ? begun(message) : [...begun(message), { special: CHATML_TURN_END }, { text: '\n' }],
  );
  return open ? segments : [...segments, ...begun({ role: 'assistant', text: '' })];
}

function begun({ role, text }: ChatMessage): Segment[] {
  return [{ special: TURN_START }, { text: `${role}\n${text}` }];
}

import { describePlace, fenced } from '../../context/render.ts';
import { CHATML_TURN_END, renderChatml } from '../../model/chatml.ts';
import type { ChatMessage } from '../../model/prompt.ts';
import { type Form, promptedPrefix, promptedSnippets, promptedSuffix } from './form.ts';
import { AT_END, BEFORE_SUFFIX, SUFFIX_LEAD, systemText } from './sentences.ts';

/**
 * A user's turn with what other files hold and the text below the cursor, then the assistant's turn begun with a fence and the text before the
 * cursor. What grows while the user types stands last, so the rest stays in the prefix cache, and what the model says
 * is there too when it has been taken over.
 */
export const prefill: Form = {
  name: 'prefill',
  ask: (input) => {
    const { window, card } = input;
    const suffix = promptedSuffix(input);
    const place = describePlace({ uri: window.anchor.uri, path: window.path });
    const below = suffix ? `${SUFFIX_LEAD}\n${fenced(suffix, window.language)}\n\n${BEFORE_SUFFIX}` : AT_END;
    const messages: ChatMessage[] = [
      { role: 'system', text: systemText(card) },
      {
        role: 'user',
        text: `${promptedSnippets(window)}Это ${place}. ${below}`,
      },
      { role: 'assistant', text: `\`\`\`${window.language}\n${promptedPrefix(window)}` },
    ];
    return {
      prompt:
        card.rawCompletions && card.template === 'chatml'
          ? { kind: 'raw', segments: renderChatml(messages, true) }
          : { kind: 'chat', messages, continueLast: true },
      stop: ['```', CHATML_TURN_END],
    };
  },
};

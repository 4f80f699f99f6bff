import { describePlace, fenced } from '../../context/render.ts';
import type { ChatMessage } from '../../model/prompt.ts';
import { type Form, promptedPrefix, promptedSnippets, promptedSuffix } from './form.ts';
import { AT_END, BEFORE_SUFFIX, ONLY_NEW, PREFIX_LEAD, SUFFIX_LEAD, systemText } from './sentences.ts';

const OPENING = /^\s*(?:`{3,}|~{3,})[^\n]*\n/;
/** What has come so far may still become the beginning of a fence. */
const BEGINNING = /^\s*(?:[`~]{0,2}|[`~]{3,}[^\n]*)$/;

/** A question that is answered with a block of code. The text before the cursor stands as late as it can. */
export const chat: Form = {
  name: 'chat',
  ask: (input) => {
    const { window, card } = input;
    const suffix = promptedSuffix(input);
    const place = describePlace({ uri: window.anchor.uri, path: window.path });
    const below = suffix
      ? `${SUFFIX_LEAD}\n${fenced(suffix, window.language)}\n\n${BEFORE_SUFFIX} `
      : `${AT_END} `;
    const messages: ChatMessage[] = [
      { role: 'system', text: systemText(card) },
      {
        role: 'user',
        text: `${promptedSnippets(window)}Это ${place}. ${below}${ONLY_NEW}\n\n${PREFIX_LEAD}\n${fenced(promptedPrefix(window), window.language)}`,
      },
    ];
    return { prompt: { kind: 'chat', messages }, stop: ['\n```'] };
  },
  unwrap,
};

/** The code of the block; without the cursor's line up to the cursor when the model begins with it all the same. */
function unwrap(said: string, lineBefore: string): string | undefined {
  const opening = OPENING.exec(said)?.[0];
  if (opening === undefined) return BEGINNING.test(said) ? undefined : withoutBegun(said, lineBefore);
  return withoutBegun(said.slice(opening.length), lineBefore);
}

function withoutBegun(code: string, lineBefore: string): string | undefined {
  const begun = lineBefore.trim();
  if (begun === '') return code;
  const text = code.trimStart();
  if (text.startsWith(begun)) return text.slice(begun.length);
  // It may still come.
  return begun.startsWith(text) ? undefined : code;
}

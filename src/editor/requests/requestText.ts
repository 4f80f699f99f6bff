import type { Prompt, Segment } from '../../core/model/prompt.ts';
import type { SentRequest } from '../../core/model/sentRequests.ts';
import { requestTexts } from './texts.ts';

const rule = (title: string): string => `── ${title} ${'─'.repeat(Math.max(3, 72 - title.length))}`;

/** A prompt for people: each message under the name of who speaks, its text to the letter. */
export function promptText(prompt: Prompt): string {
  if (prompt.kind === 'raw')
    return [rule(requestTexts.raw), prompt.segments.map(segmentText).join('')].join('\n');
  return prompt.messages
    .map(({ role, text }, index) => {
      const open = prompt.continueLast && index === prompt.messages.length - 1;
      const name = requestTexts.role(role);
      return `${rule(open ? `${name}: ${requestTexts.goesOn}` : name)}\n${text}`;
    })
    .join('\n\n');
}

const segmentText = (segment: Segment): string => ('text' in segment ? segment.text : segment.special);

/** Requests for people, in the order given. */
export function requestsText(requests: readonly SentRequest[]): string {
  if (requests.length === 0) return requestTexts.nothing;
  return [requestTexts.lead, ...requests.map(requestText)].join('\n\n\n');
}

function requestText({ at, model, place, purpose, prompt, maxTokens }: SentRequest): string {
  const where = place.kind === 'local' ? requestTexts.here : place.host;
  const facts = [
    new Date(at).toLocaleTimeString('ru'),
    requestTexts.purpose(purpose),
    model,
    where,
    requestTexts.answer(maxTokens),
  ];
  return `${'═'.repeat(76)}\n${facts.join(' · ')}\n\n${promptText(prompt)}`;
}

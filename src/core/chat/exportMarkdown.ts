import { placeLabel } from '../context/contextItem.ts';
import { fenced } from '../context/render.ts';
import type { Chat, Turn } from './chat.ts';

/** A conversation as a Markdown file: questions with what was attached, answers as the model wrote them. */
export function chatToMarkdown(chat: Chat): string {
  return `# ${oneLine(chat.title) || 'Чат'}\n\n${chat.turns.map(turnToMarkdown).join('\n')}`;
}

function turnToMarkdown({ question, answer }: Turn): string {
  // A wish to search has no text; what was found and no model was shown is listed in the answer.
  const shown = question.items.filter(
    ({ kind }) => kind !== 'codebase' && (kind !== 'found' || question.sent !== undefined),
  );
  const items = shown.map(
    ({ place, language, text }) => `**${oneLine(placeLabel(place))}**\n\n${fenced(text, language)}\n`,
  );
  const model = answer.model ? ` · ${oneLine(answer.model.name)}` : '';
  const cut = answer.status === 'done' && !answer.cut ? '' : '\n\n_Ответ неполон._';
  return [
    '## Вопрос\n',
    `${closed(question.text)}\n`,
    ...items,
    `## Ответ${model}\n`,
    `${closed(answer.text.trim())}${cut}\n`,
  ].join('\n');
}

/** With the end of a code block that was left open: it would swallow all that follows. */
function closed(markdown: string): string {
  let open = '';
  for (const line of markdown.split('\n')) {
    const [, fence = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === '') {
      if (fence.startsWith('~') || !info.includes('`')) open = fence;
    } else if (fence.startsWith(open) && info.trim() === '') open = '';
  }
  return open === '' ? markdown : `${markdown}\n${open}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

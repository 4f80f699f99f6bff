import { placeLabel } from '../context/contextItem.ts';
import { fenced } from '../context/render.ts';
import type { Chat, Turn } from './chat.ts';

/** A conversation as a Markdown file: questions with what was attached, answers as the model wrote them. */
export function chatToMarkdown(chat: Chat): string {
  return `# ${oneLine(chat.title)}\n\n${chat.turns.map(turnToMarkdown).join('\n')}`;
}

function turnToMarkdown({ question, answer }: Turn): string {
  const items = question.items.map(
    ({ place, language, text }) => `**${oneLine(placeLabel(place))}**\n\n${fenced(text, language)}\n`,
  );
  const model = answer.model ? ` · ${oneLine(answer.model.name)}` : '';
  const cut = answer.status === 'done' && !answer.cut ? '' : '\n\n_Ответ неполон._';
  return [
    '## Вопрос\n',
    `${question.text}\n`,
    ...items,
    `## Ответ${model}\n`,
    `${answer.text.trim()}${cut}\n`,
  ].join('\n');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

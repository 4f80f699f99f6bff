import type { Answer, Chat, Turn } from '../../core/chat/chat.ts';
import type { AnswerView, ChatView, ChipView, TurnView } from '../../core/chat/protocol.ts';
import { type ContextItem, placeLabel } from '../../core/context/contextItem.ts';
import type { ContextReport } from '../../core/context/report.ts';
import { answerErrorCard } from '../texts.ts';

export function chatView(chat: Chat): ChatView {
  const { id, title, turns, summary } = chat;
  return { id, title, turns: turns.map(turnView), ...(summary ? { summary } : {}) };
}

export function turnView({ id, question, answer, pinned }: Turn): TurnView {
  return {
    id,
    question: { text: question.text, chips: question.items.map((item) => chipView(item, answer.report)) },
    answer: answerView(answer),
    ...(pinned ? { pinned } : {}),
  };
}

export function chipView(
  { id, kind, place }: Pick<ContextItem, 'id' | 'kind' | 'place'>,
  report?: ContextReport,
): ChipView {
  const fate = report?.rows.find((row) => row.id === id)?.fate;
  const name = place.path.split('/').at(-1) ?? place.path;
  return { id, kind, label: placeLabel(place, name), title: placeLabel(place), ...(fate ? { fate } : {}) };
}

function answerView({ model, error, ...answer }: Answer): AnswerView {
  return { ...answer, model: model?.name ?? '', ...(error ? { error: answerErrorCard(error) } : {}) };
}

import { type Answer, type Chat, isUnderWay, type Turn } from '../../core/chat/chat.ts';
import type { AnswerView, ChatView, ChipView, TurnView } from '../../core/chat/protocol.ts';
import { type ContextItem, placeLabel } from '../../core/context/contextItem.ts';
import type { ContextReport } from '../../core/context/report.ts';
import { type Finding, findingsOf } from '../../core/edit/findings.ts';
import { findErrors } from '../../core/edit/tasks/findErrors.ts';
import { answerErrorCard } from '../texts.ts';

export function chatView(chat: Chat): ChatView {
  const { id, title, turns, summary } = chat;
  return { id, title, turns: turns.map(turnView), ...(summary ? { summary } : {}) };
}

export function turnView({ id, question, answer, pinned }: Turn): TurnView {
  return {
    id,
    question: { text: question.text, chips: question.items.map((item) => chipView(item, answer.report)) },
    answer: { ...answerView(answer), ...findingsIn({ question, answer }) },
    ...(pinned ? { pinned } : {}),
  };
}

function findingsIn(turn: Pick<Turn, 'question' | 'answer'>): Pick<AnswerView, 'findings'> {
  const findings = turnFindings(turn);
  return findings.length > 0 ? { findings } : {};
}

/** What an answer names as errors, once it is complete; none where something else was asked. */
export function turnFindings({ question, answer }: Pick<Turn, 'question' | 'answer'>): readonly Finding[] {
  const asked = question.text.startsWith(findErrors.request) && !isUnderWay(answer);
  return asked ? findingsOf(answer.text) : [];
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

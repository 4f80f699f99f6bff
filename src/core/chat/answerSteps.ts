import type { Finish } from '../model/languageModel.ts';
import type { ModelError } from '../model/modelError.ts';
import type { Measured } from './answerMeter.ts';
import type { Turn } from './chat.ts';
import type { SessionEvent } from './chatPorts.ts';

/** A turn after a step of its answer, and what is told of it. */
export interface Grown {
  readonly turn: Turn;
  readonly event: SessionEvent;
}

/** More has come. */
export function grown(
  turn: Turn,
  delta: { readonly kind: 'text' | 'reasoning'; readonly text: string },
): Grown {
  const { answer } = turn;
  const status = delta.kind === 'text' ? 'writing' : 'thinking';
  const field = delta.kind === 'text' ? 'text' : 'reasoning';
  return {
    turn: { ...turn, answer: { ...answer, status, [field]: answer[field] + delta.text } },
    event: {
      type: 'delta',
      turn: turn.id,
      [field]: delta.text,
      ...(answer.status === status ? {} : { status }),
    },
  };
}

/** Nothing more comes. An answer that says nothing has failed. */
export function ended(turn: Turn, finish: Finish, measured: Measured): Turn {
  const { answer } = turn;
  if (finish !== 'aborted' && answer.text.trim() === '') {
    const detail = answer.reasoning === '' ? {} : { detail: 'reasoning only' };
    const error = { kind: 'brokenStream', details: { empty: true, ...detail } } as const;
    return { ...turn, answer: { ...answer, ...measured, status: 'failed', error } };
  }
  const status = finish === 'aborted' ? 'stopped' : 'done';
  const cut = finish === 'length' ? { cut: true } : {};
  return { ...turn, answer: { ...answer, ...measured, ...cut, status } };
}

export function failed(turn: Turn, { kind, details }: ModelError, measured: Measured): Turn {
  return { ...turn, answer: { ...turn.answer, ...measured, status: 'failed', error: { kind, details } } };
}

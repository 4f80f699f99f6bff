import { fit, type Part } from '../context/fit.ts';
import type { ContextReport, ReportRow } from '../context/report.ts';
import type { Rule } from '../context/rule.ts';
import { ending } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { ModelCard } from '../model/modelCard.ts';
import type { ChatMessage, ChatPrompt } from '../model/prompt.ts';
import type { Question, Summary, Turn } from './chat.ts';
import { buildHistory, rememberedTokens } from './historyPart.ts';
import { MESSAGE_TOKENS } from './historySizes.ts';
import { type Budget, buildSystem } from './systemPart.ts';
import { buildUserTurn, QUESTION, type UserTurn } from './userTurn.ts';

const CONTINUE =
  'Продолжи ответ точно с того места, где он оборвался. Написанного не повторяй и ничего не поясняй.';

export interface BuiltPrompt {
  readonly prompt: ChatPrompt;
  readonly report: ContextReport;
  /** The user's turn as it went in, to be repeated by later requests. */
  readonly sent: string;
  /** The first turn of the history that was kept: to be handed in with the next request. */
  readonly firstTurn: number;
  readonly maxTokens: number;
}

export interface ChatPromptInput {
  /** Turns before the question, oldest first. */
  readonly history: readonly Turn[];
  /** The first turn that the last request kept. */
  readonly firstTurn: number;
  /** Of turns at the history's beginning, which it stands for. */
  readonly summary?: Summary;
  readonly question: Question;
  /** The project's rules that hold for this question, in a stable order. */
  readonly rules?: readonly Rule[];
  /** An answer begun, to be gone on with. */
  readonly begun?: string;
  /** Where the model cannot go on with a turn begun by us: it is asked in words. */
  readonly askToContinue?: boolean;
  readonly card: ModelCard;
  readonly counter: TokenCounter;
  readonly budget: Budget;
}

/**
 * The prompt of a chat question. In the order that keeps the prefix cache warm: what never changes, the project's rules,
 * the history, and last, in the user's turn, what was attached and the question. Never over the window: on overflow the
 * oldest turns go, then attached items are shortened or left out, at last the question itself is shortened, visibly. Of
 * an answer begun at least its end goes in.
 */
export function buildChatPrompt(input: ChatPromptInput): BuiltPrompt {
  const { counter, budget } = input;
  const { system, rules, systemTokens, reserve, room } = buildSystem(input);
  const begun = begunPart(input, Math.floor(room / 2));
  const asked = askedPart(input, room - begun.tokens);
  const past = buildHistory({ ...input, room: Math.max(room - begun.tokens - asked.used, 0) });

  const messages: ChatMessage[] = [
    { role: 'system', text: system },
    ...past.messages,
    { role: 'user', text: asked.text },
    ...begun.messages,
  ];
  const rows = [
    wholeRow('system', 'system', systemTokens),
    ...rules.rows,
    ...past.rows,
    ...asked.rows,
    ...begun.rows,
  ];
  const used = rows.reduce((sum, row) => sum + row.tokens, 0);
  return {
    prompt: {
      kind: 'chat',
      messages,
      ...(messages.at(-1)?.role === 'assistant' ? { continueLast: true } : {}),
    },
    report: { window: budget.window, reserve, used, exact: counter.exact, rows },
    sent: asked.text,
    firstTurn: past.firstTurn,
    maxTokens: Math.max(Math.min(reserve, budget.window - used), 1),
  };
}

/**
 * The question, with what goes with it, in the room that is not kept for pinned things and the summary: these give way
 * only where they take the most of it, or the question itself would be shortened.
 */
function askedPart(input: ChatPromptInput, room: number): UserTurn {
  const { question, counter } = input;
  const remembered = Math.min(rememberedTokens(input), Math.floor(room / 2));
  const asked = buildUserTurn(question, counter, room - remembered);
  const own = asked.rows.find(({ id }) => id === QUESTION);
  return remembered > 0 && own?.fate !== 'whole' ? buildUserTurn(question, counter, room) : asked;
}

interface Begun {
  readonly messages: readonly ChatMessage[];
  readonly rows: readonly ReportRow[];
  readonly tokens: number;
}

/** The answer begun: it stays open for the model, or a request in words follows it. */
function begunPart({ begun, askToContinue, counter }: ChatPromptInput, room: number): Begun {
  if (!begun) return { messages: [], rows: [], tokens: 0 };
  const asking: ChatMessage[] = askToContinue ? [{ role: 'user', text: CONTINUE }] : [];
  const around = askToContinue ? counter.count(CONTINUE) + 2 * MESSAGE_TOKENS : 0;
  const part: Part = {
    id: 'begun',
    kind: 'history',
    label: '',
    text: begun,
    priority: 0,
    floor: 0,
    needed: true,
    shorten: ending,
  };
  const { texts, rows, used } = fit([part], room - around, counter);
  const text = texts.get('begun') ?? begun;
  return {
    messages: [{ role: 'assistant', text }, ...asking],
    rows: rows.map((row) => ({
      ...row,
      tokens: row.tokens + around,
      wholeTokens: row.wholeTokens + around,
    })),
    tokens: used + around,
  };
}

const wholeRow = (id: string, kind: ReportRow['kind'], tokens: number): ReportRow => ({
  id,
  kind,
  label: '',
  fate: 'whole',
  tokens,
  wholeTokens: tokens,
});

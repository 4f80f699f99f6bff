import type { ContextReport } from '../context/report.ts';
import type { Finish, Usage } from '../model/languageModel.ts';
import { ModelError } from '../model/modelError.ts';
import type { ModelSource, OpenModel } from '../model/modelSource.ts';
import { type Answer, type Chat, isUnderWay, type Question, type Turn, titleOf } from './chat.ts';
import { type BuiltPrompt, buildChatPrompt } from './chatPrompt.ts';
import type { AnswerStatus } from './protocol.ts';

export interface ChatOptions {
  /** `tolmach.context.window`: the model's own window holds too. */
  readonly window: number;
  /** Tokens kept free for the answer. */
  readonly answerTokens: number;
  readonly reasoning: boolean;
}

export interface ChatPorts {
  readonly models: ModelSource;
  readonly options: () => ChatOptions;
  /** Date.now() */
  readonly now: () => number;
  readonly newId: () => string;
}

export type SessionEvent =
  /** A turn was added, or replaced: when it starts and when it ends. */
  | { readonly type: 'turn'; readonly turn: Turn }
  /** All turns after this one went, before it is answered again; `''` = all. */
  | { readonly type: 'truncate'; readonly after: string }
  /** More of the last turn's answer. */
  | {
      readonly type: 'delta';
      readonly turn: string;
      readonly text?: string;
      readonly reasoning?: string;
      readonly status?: AnswerStatus;
    };

/**
 * One conversation with the chosen model. Errors do not leave the iterators: they end the turn as `failed`, with
 * whatever had arrived kept; an abort ends it as `stopped`. One request at a time: asking while an answer is under
 * way is the caller's mistake and throws.
 */
export class ChatSession {
  readonly #ports: ChatPorts;
  #chat: Chat;
  /** First turn of the history that the last request kept. */
  #firstTurn = 0;
  #busy = false;

  constructor(chat: Chat, ports: ChatPorts) {
    this.#chat = chat;
    this.#ports = ports;
  }

  /** The conversation as it stands now, an answer under way included. */
  get chat(): Chat {
    return this.#chat;
  }

  get busy(): boolean {
    return this.#busy;
  }

  rename(title: string): void {
    this.#change({ title, titleGiven: true });
  }

  /** The store gave the chat another revision, or another id when another window had changed its file. */
  adoptStored(id: string, revision: number): void {
    this.#chat = { ...this.#chat, id, revision };
  }

  async *ask(question: Question, signal: AbortSignal): AsyncGenerator<SessionEvent> {
    const turn: Turn = { id: this.#ports.newId(), question, answer: this.#newAnswer() };
    const titled = this.#chat.titleGiven || this.#chat.title !== '';
    this.#change({
      turns: [...this.#chat.turns, turn],
      ...(titled ? {} : { title: titleOf(question.text) }),
    });
    yield* this.#answer(turn.id, signal);
  }

  /** Answers that turn's question again; later turns go. */
  async *regenerate(id: string, signal: AbortSignal): AsyncGenerator<SessionEvent> {
    const turn = this.#turn(id);
    yield this.#truncate(id);
    this.#replace({ ...turn, answer: this.#newAnswer() });
    yield* this.#answer(id, signal);
  }

  /** Asks that turn's question again in other words; later turns go. */
  async *resend(id: string, text: string, signal: AbortSignal): AsyncGenerator<SessionEvent> {
    const turn = this.#turn(id);
    yield this.#truncate(id);
    this.#replace({ ...turn, question: { text, items: turn.question.items }, answer: this.#newAnswer() });
    yield* this.#answer(id, signal);
  }

  /** Goes on with an answer that was cut by the token limit, by Stop or by a failure. Later turns go. */
  async *continueAnswer(id: string, signal: AbortSignal): AsyncGenerator<SessionEvent> {
    const turn = this.#turn(id);
    yield this.#truncate(id);
    const { text, reasoning } = turn.answer;
    this.#replace({ ...turn, answer: { ...this.#newAnswer(), text, reasoning } });
    yield* this.#answer(id, signal, text);
  }

  /** What a question would be made of; nothing when no model answers. Sends nothing. */
  async preview(question: Question, signal: AbortSignal): Promise<ContextReport | undefined> {
    const chosen = this.#ports.models.chosen('chat');
    if (!chosen || ['unreachable', 'unauthorized', 'failed', 'unknown', 'checking'].includes(chosen.state))
      return undefined;
    try {
      const open = await this.#ports.models.open('chat', signal);
      return open && this.#build(this.#chat.turns, question, open).report;
    } catch {
      // The gauge is empty then; the reason is shown when a question is asked.
      return undefined;
    }
  }

  #build(history: readonly Turn[], question: Question, open: OpenModel, begun?: string): BuiltPrompt {
    const { window, answerTokens } = this.#ports.options();
    return buildChatPrompt({
      history,
      firstTurn: this.#firstTurn,
      question,
      ...(begun ? { begun } : {}),
      card: open.entry.card,
      counter: open.counter,
      budget: { window: Math.min(window, open.entry.card.window), answer: answerTokens },
    });
  }

  async *#answer(id: string, signal: AbortSignal, begun?: string): AsyncGenerator<SessionEvent> {
    if (this.#busy) throw new Error('an answer is under way');
    this.#busy = true;
    const meter = new Meter(this.#ports.now);
    try {
      yield { type: 'turn', turn: this.#turn(id) };
      const open = await this.#ports.models.open('chat', signal);
      if (!open) throw new ModelError('notFound');
      const built = this.#begin(id, open, begun);
      yield { type: 'turn', turn: this.#turn(id) };

      const { reasoning } = this.#ports.options();
      const { maxTokens, prompt } = built;
      for await (const delta of open.model.generate(prompt, {
        maxTokens,
        reasoning,
        signal,
        purpose: 'chat',
      })) {
        if (delta.kind === 'end') this.#end(id, delta.finish, meter.result(delta.usage));
        else yield this.#append(id, delta, meter);
      }
    } catch (error) {
      if (signal.aborted) this.#end(id, 'aborted', meter.result({}));
      else this.#fail(id, ModelError.from(error), meter);
    } finally {
      this.#busy = false;
      // The caller left the loop.
      if (isUnderWay(this.#turn(id).answer)) this.#end(id, 'aborted', meter.result({}));
    }
    yield { type: 'turn', turn: this.#turn(id) };
  }

  #begin(id: string, open: OpenModel, begun: string | undefined): BuiltPrompt {
    const turn = this.#turn(id);
    const built = this.#build(this.#chat.turns.slice(0, -1), turn.question, open, begun);
    this.#firstTurn = built.firstTurn;
    const { entry } = open;
    const loading = entry.state === 'idle' || entry.state === 'loading';
    this.#replace({
      ...turn,
      question: { ...turn.question, sent: built.sent },
      answer: {
        ...turn.answer,
        status: loading ? 'loading' : 'waiting',
        model: { ref: entry.ref, name: entry.card.name },
        report: built.report,
      },
    });
    return built;
  }

  #append(
    id: string,
    delta: { readonly kind: 'text' | 'reasoning'; readonly text: string },
    meter: Meter,
  ): SessionEvent {
    const turn = this.#turn(id);
    const status = delta.kind === 'text' ? 'writing' : 'thinking';
    const grown = delta.kind === 'text' ? 'text' : 'reasoning';
    meter.arrived(delta.kind);
    this.#replace({
      ...turn,
      answer: { ...turn.answer, status, [grown]: turn.answer[grown] + delta.text },
    });
    return {
      type: 'delta',
      turn: id,
      [grown]: delta.text,
      ...(turn.answer.status === status ? {} : { status }),
    };
  }

  #end(id: string, finish: Finish, measured: Measured): void {
    const turn = this.#turn(id);
    if (finish === 'stop' && turn.answer.text.trim() === '') {
      const error = { kind: 'brokenStream', details: { empty: true } } as const;
      this.#replace({ ...turn, answer: { ...turn.answer, ...measured, status: 'failed', error } });
      return;
    }
    const status = finish === 'aborted' ? 'stopped' : 'done';
    const cut = finish === 'length' ? { cut: true } : {};
    this.#replace({ ...turn, answer: { ...turn.answer, ...measured, ...cut, status } });
  }

  #fail(id: string, { kind, details }: ModelError, meter: Meter): void {
    const turn = this.#turn(id);
    this.#replace({
      ...turn,
      answer: { ...turn.answer, ...meter.result({}), status: 'failed', error: { kind, details } },
    });
  }

  #newAnswer(): Answer {
    return { text: '', reasoning: '', status: 'waiting', startedAt: this.#ports.now(), elapsed: 0 };
  }

  #turn(id: string): Turn {
    const turn = this.#chat.turns.find((one) => one.id === id);
    if (!turn) throw new Error(`no turn ${id} in the chat`);
    return turn;
  }

  #truncate(after: string): SessionEvent {
    if (this.#busy) throw new Error('an answer is under way');
    const end = this.#chat.turns.findIndex(({ id }) => id === after) + 1;
    this.#change({ turns: this.#chat.turns.slice(0, end) });
    this.#firstTurn = Math.min(this.#firstTurn, Math.max(end - 1, 0));
    return { type: 'truncate', after };
  }

  #replace(turn: Turn): void {
    const turns = this.#chat.turns.with(
      this.#chat.turns.findIndex(({ id }) => id === turn.id),
      turn,
    );
    this.#change({ turns });
  }

  #change(change: Partial<Chat>): void {
    this.#chat = { ...this.#chat, ...change, changed: this.#ports.now() };
  }
}

type Measured = Pick<Answer, 'elapsed' | 'thought' | 'tokensPerSecond'>;

/** Times one answer. */
class Meter {
  readonly #now: () => number;
  readonly #start: number;
  #first: number | undefined;
  #firstText: number | undefined;
  #thinks = false;

  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  arrived(kind: 'text' | 'reasoning'): void {
    const now = this.#now();
    this.#first ??= now;
    if (kind === 'reasoning') this.#thinks = true;
    else this.#firstText ??= now;
  }

  /** Speed counts from the first token on: what came before is the prompt's reading. */
  result({ generatedTokens }: Usage): Measured {
    const now = this.#now();
    const writing = (now - (this.#first ?? now)) / 1000;
    return {
      elapsed: now - this.#start,
      ...(this.#thinks ? { thought: (this.#firstText ?? now) - (this.#first ?? now) } : {}),
      ...(generatedTokens && writing > 0 ? { tokensPerSecond: generatedTokens / writing } : {}),
    };
  }
}

import type { ContextReport } from '../context/report.ts';
import type { Finish, GenerateOptions } from '../model/languageModel.ts';
import { ModelError } from '../model/modelError.ts';
import type { OpenModel } from '../model/modelSource.ts';
import { AnswerMeter, type Measured } from './answerMeter.ts';
import { ended, failed, grown } from './answerSteps.ts';
import {
  type Answer,
  type Chat,
  isUnderWay,
  type Question,
  type Turn,
  titleOf,
  truncated,
  withPin,
} from './chat.ts';
import type { ChatPorts, Secrets, SessionEvent } from './chatPorts.ts';
import type { BuiltPrompt } from './chatPrompt.ts';
import { ChatRequests, cannotContinue, type Draft, type Given } from './chatRequests.ts';
import { type CodeFinder, type Searched, withFound, withoutFound } from './codeFinder.ts';
import { coveredTurns } from './historyPart.ts';
import { placesList } from './placesList.ts';
import { placesAsked } from './whereCommand.ts';

/** How often a question is sent when the model cannot take it as it is. */
const ATTEMPTS = 3;

/**
 * One conversation with the chosen model. Errors do not leave the iterators: they end the turn as `failed`, with
 * whatever had arrived kept; an abort ends it as `stopped`. One request at a time: asking while an answer is under
 * way is the caller's mistake and throws.
 */
export class ChatSession {
  readonly #ports: ChatPorts;
  #chat: Chat;
  readonly #requests: ChatRequests;
  #busy = false;

  constructor(chat: Chat, ports: ChatPorts) {
    this.#chat = chat;
    this.#ports = ports;
    this.#requests = new ChatRequests(ports);
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

  async *ask(question: Question, signal: AbortSignal, secrets: Secrets = {}): AsyncGenerator<SessionEvent> {
    this.#mustBeIdle();
    const turn: Turn = { id: this.#ports.newId(), question, answer: this.#newAnswer() };
    const titled = this.#chat.titleGiven || this.#chat.title !== '';
    this.#change({
      turns: [...this.#chat.turns, turn],
      ...(titled ? {} : { title: titleOf(question.text) }),
    });
    yield* this.#answer(turn.id, signal, secrets);
  }

  /** Answers that turn's question again; later turns go, unless nothing comes of it. */
  async *regenerate(id: string, signal: AbortSignal, secrets: Secrets = {}): AsyncGenerator<SessionEvent> {
    yield* this.#redo(id, secrets, signal);
  }

  /** Asks that turn's question again in other words; later turns go, unless nothing comes of it. */
  async *resend(id: string, text: string, signal: AbortSignal): AsyncGenerator<SessionEvent> {
    yield* this.#redo(id, { text }, signal);
  }

  /** Goes on with an answer that was cut by the token limit, by Stop or by a failure. Later turns go. */
  async *continueAnswer(id: string, signal: AbortSignal): AsyncGenerator<SessionEvent> {
    const turn = this.#turn(id);
    yield this.#truncate(id);
    const { text, reasoning } = turn.answer;
    this.#replace({ ...turn, answer: { ...this.#newAnswer(), text, reasoning } });
    yield* this.#answer(id, signal, { begun: text });
  }

  async *#redo(
    id: string,
    { text, ...secrets }: Secrets & { readonly text?: string },
    signal: AbortSignal,
  ): AsyncGenerator<SessionEvent> {
    const before = this.#chat;
    const turn = this.#turn(id);
    // Other words find other code.
    const { items } = withoutFound(turn.question);
    const question = text === undefined ? turn.question : { text, items };
    let vain: Answer | undefined;
    try {
      yield this.#truncate(id);
      this.#replace({ ...turn, question, answer: this.#newAnswer() });
      yield* this.#answer(id, signal, secrets);
    } finally {
      // Also when the caller left: an answer that is there is worth more than none.
      vain = this.#restore(turn, before);
    }
    if (!vain) return;
    for (const old of before.turns.slice(before.turns.indexOf(turn))) yield { type: 'turn', turn: old };
    yield {
      type: 'restored',
      ...(vain.error && { error: vain.error }),
      ...(text === undefined ? {} : { text }),
    };
  }

  /** When nothing came of asking again, all is as before; returns the answer that was none. */
  #restore({ id, answer }: Turn, { turns, summary }: Chat): Answer | undefined {
    const vain = this.#turn(id).answer;
    const came = vain !== answer && vain.text !== '';
    if (came || (answer.text === '' && turns.at(-1)?.id === id)) return undefined;
    this.#change({ turns, ...(summary ? { summary } : {}) });
    return vain;
  }

  /** @param item of the turn's question; nothing = the turn itself */
  pin(turn: string, item: string | undefined, pinned: boolean): Turn {
    this.#chat = withPin(this.#chat, turn, item, pinned);
    this.#change({});
    return this.#turn(turn);
  }

  /**
   * Replaces the oldest turns in later prompts by a summary that the model writes; the turns stay in the chat. At rest
   * only where the history is long, and only by a model that is at hand.
   * @returns false when there was nothing to do or nothing came of it
   * @throws ModelError
   */
  async condense(signal: AbortSignal, { onDemand }: { readonly onDemand: boolean }): Promise<boolean> {
    const { models } = this.#ports;
    if (this.#busy || (!onDemand && models.chosen('chat')?.state !== 'ready')) return false;
    const open = await models.open('chat', signal);
    const last = this.#chat.turns.at(-1);
    if (!open || !last) return false;
    const summary = await this.#requests.condense(this.#chat, last, open, onDemand, signal);
    // An answer that began meanwhile, or turns that went, were not reckoned with.
    if (!summary || signal.aborted || this.#busy || coveredTurns(this.#chat.turns, summary) === 0)
      return false;
    this.#change({ summary });
    return true;
  }

  /** What a question would be made of; nothing when no model answers. Sends nothing. */
  async preview(
    question: Question,
    signal: AbortSignal,
    secrets?: Secrets,
  ): Promise<ContextReport | undefined> {
    return (await this.draft(question, signal, secrets))?.report;
  }

  /** The request that a question would be, before the model is asked for names to search by. Sends nothing. */
  async draft(question: Question, signal: AbortSignal, secrets: Secrets = {}): Promise<Draft | undefined> {
    const chosen = this.#ports.models.chosen('chat');
    if (!chosen || ['unreachable', 'unauthorized', 'failed', 'unknown', 'checking'].includes(chosen.state))
      return undefined;
    try {
      const open = await this.#ports.models.open('chat', signal);
      if (!open) return undefined;
      const { code } = this.#ports;
      const found = await code?.preview(
        question,
        this.#requests.circumstances(this.#chat.turns, open),
        signal,
      );
      const whole = found ? withFound(question, found) : question;
      const given = { ...secrets, ...(await this.#requests.prepare(this.#chat.turns, whole, open, signal)) };
      return this.#requests.draft(this.#chat, whole, open, given);
    } catch {
      // The gauge is empty then; the reason is shown when a question is asked.
      return undefined;
    }
  }

  async *#answer(id: string, signal: AbortSignal, wanted: Given): AsyncGenerator<SessionEvent> {
    yield* this.#tryToAnswer(id, signal, wanted);
    yield { type: 'turn', turn: this.#turn(id) };
  }

  async *#tryToAnswer(id: string, signal: AbortSignal, wanted: Given): AsyncGenerator<SessionEvent> {
    this.#mustBeIdle();
    this.#busy = true;
    const meter = new AnswerMeter(this.#ports.now);
    try {
      yield { type: 'turn', turn: this.#turn(id) };
      const places = wanted.begun ? undefined : placesAsked(this.#turn(id).question.text);
      if (places !== undefined && this.#ports.code) {
        yield* this.#listPlaces(id, places, this.#ports.code, signal, meter);
        return;
      }
      const open = await this.#ports.models.open('chat', signal);
      if (!open) throw new ModelError('notFound');
      const found = wanted.begun === undefined && (yield* this.#search(id, open, signal));
      // Of the secrets in what was found only now the user has seen nothing.
      const { asIs, ...masked } = wanted;
      const history = this.#chat.turns.slice(0, -1);
      const prepared = await this.#requests.prepare(history, this.#turn(id).question, open, signal);
      yield* this.#request(id, open, { ...(found ? masked : wanted), ...prepared }, signal, meter);
    } catch (error) {
      if (signal.aborted) this.#end(id, 'aborted', meter.result({}));
      else this.#replace(failed(this.#turn(id), ModelError.from(error), meter.result({})));
    } finally {
      this.#busy = false;
      // The caller left the loop.
      if (isUnderWay(this.#turn(id).answer)) this.#end(id, 'aborted', meter.result({}));
    }
  }

  /** Puts what the workspace's code says beside the question, where it is wanted. */
  async *#search(id: string, open: OpenModel, signal: AbortSignal): AsyncGenerator<SessionEvent, boolean> {
    const { code } = this.#ports;
    if (!code?.wants(this.#turn(id).question)) return false;
    yield this.#searching(id);
    const circumstances = this.#requests.circumstances(this.#chat.turns.slice(0, -1), open);
    const searched = await code.find(this.#turn(id).question, circumstances, signal);
    this.#found(id, searched);
    return searched.found.length > 0;
  }

  /** The answer is where the code is that was asked for: it needs no model. */
  async *#listPlaces(
    id: string,
    wanted: string,
    code: CodeFinder,
    signal: AbortSignal,
    meter: AnswerMeter,
  ): AsyncGenerator<SessionEvent> {
    yield this.#searching(id);
    const { models } = this.#ports;
    const ready = models.chosen('chat')?.state === 'ready';
    const open = ready ? await models.open('chat', signal).catch(() => undefined) : undefined;
    const searched = await code.places(wanted, open, signal);
    this.#found(id, searched, { anew: true });
    const turn = this.#turn(id);
    const text = placesList(searched.found);
    this.#replace({ ...turn, answer: { ...turn.answer, ...meter.result({}), text, status: 'done' } });
  }

  #searching(id: string): SessionEvent {
    const turn = this.#turn(id);
    this.#replace({ ...turn, answer: { ...turn.answer, status: 'searching' } });
    return { type: 'turn', turn: this.#turn(id) };
  }

  #found(id: string, searched: Searched, { anew }: { readonly anew?: boolean } = {}): void {
    const turn = this.#turn(id);
    const { note } = searched;
    const question = withFound(anew ? withoutFound(turn.question) : turn.question, searched);
    this.#replace({ ...turn, question, answer: { ...turn.answer, ...(note && { search: note }) } });
  }

  /** Asks the model; once more in another way when it cannot take the request as it is. */
  async *#request(
    id: string,
    open: OpenModel,
    given: Given,
    signal: AbortSignal,
    meter: AnswerMeter,
  ): AsyncGenerator<SessionEvent> {
    for (let attempt = 1; ; attempt++) {
      const built = this.#begin(id, open, given);
      yield { type: 'turn', turn: this.#turn(id) };
      try {
        yield* this.#stream(id, open, built, signal, meter);
        return;
      } catch (thrown) {
        const error = ModelError.from(thrown);
        if (attempt === ATTEMPTS || meter.started || signal.aborted) throw error;
        if (error.kind === 'contextOverflow')
          this.#requests.windows.overflowed(open.entry, built.report.window, error.details.granted);
        else if (cannotContinue(error)) given = { ...given, askToContinue: true };
        else throw error;
      }
    }
  }

  async *#stream(
    id: string,
    { model, counter }: OpenModel,
    { prompt, maxTokens, report }: BuiltPrompt,
    signal: AbortSignal,
    meter: AnswerMeter,
  ): AsyncGenerator<SessionEvent> {
    const { reasoning } = this.#ports.options();
    const asIs = report.secrets?.asIs === true;
    const options: GenerateOptions = { maxTokens, reasoning, signal, purpose: 'chat', asIs };
    for await (const delta of model.generate(prompt, options)) {
      if (delta.kind !== 'end') {
        meter.arrived(delta.kind);
        const { turn, event } = grown(this.#turn(id), delta);
        this.#replace(turn);
        yield event;
        continue;
      }
      const { promptTokens } = delta.usage;
      if (promptTokens) counter.learn?.(report.used, promptTokens);
      this.#end(id, delta.finish, meter.result(delta.usage));
    }
  }

  #begin(id: string, open: OpenModel, given: Given): BuiltPrompt {
    const turn = this.#turn(id);
    const built = this.#requests.build(this.#chat, this.#chat.turns.slice(0, -1), turn.question, open, given);
    this.#requests.firstTurn = built.firstTurn;
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

  #end(id: string, finish: Finish, measured: Measured): void {
    this.#replace(ended(this.#turn(id), finish, measured));
  }

  #newAnswer(): Answer {
    return { text: '', reasoning: '', status: 'waiting', startedAt: this.#ports.now(), elapsed: 0 };
  }

  #turn(id: string): Turn {
    const turn = this.#chat.turns.find((one) => one.id === id);
    if (!turn) throw new Error(`no turn ${id} in the chat`);
    return turn;
  }

  #mustBeIdle(): void {
    if (this.#busy) throw new Error('an answer is under way');
  }

  #truncate(after: string): SessionEvent {
    this.#mustBeIdle();
    this.#chat = truncated(this.#chat, after);
    this.#change({});
    const end = this.#chat.turns.length;
    // Back before what was kept: there is room again.
    if (end <= this.#requests.firstTurn + 1) this.#requests.firstTurn = 0;
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

import { ModelError } from '../model/modelError.ts';
import type { OpenModel } from '../model/modelSource.ts';
import type { Chat, Question, Summary, Turn } from './chat.ts';
import type { ChatPorts, Secrets } from './chatPorts.ts';
import { type BuiltPrompt, buildChatPrompt, type ChatPromptInput } from './chatPrompt.ts';
import type { Circumstances } from './codeFinder.ts';
import { condense, condensePlan, condensingFrees } from './condense.ts';
import { GrantedWindows } from './grantedWindows.ts';
import { buildMaskedPrompt, maskItems, readSecrets } from './hiddenSecrets.ts';
import { answered } from './historySizes.ts';
import { countItems } from './itemPart.ts';

/** What a request holds besides the conversation and the model. */
export type Given = Pick<ChatPromptInput, 'rules' | 'begun' | 'askToContinue'> & Secrets;

/** A request that is not sent. */
export interface Draft extends BuiltPrompt {
  /** Tokens that a condensation would free, about; 0 = there is nothing to condense. */
  readonly condensingFrees: number;
}

/** Makes the requests of one conversation, and remembers what the next must have in common with the last. */
export class ChatRequests {
  readonly #ports: ChatPorts;
  /** The first answered turn of the history that the last request kept. */
  firstTurn = 0;
  readonly windows = new GrantedWindows();

  constructor(ports: ChatPorts) {
    this.#ports = ports;
  }

  /** What takes its time, before a prompt is built at once. */
  async prepare(
    history: readonly Turn[],
    question: Question,
    open: OpenModel,
    signal: AbortSignal,
  ): Promise<Pick<Given, 'rules'>> {
    const { masker, counter } = open;
    const { pause } = this.#ports;
    const rules = await this.#ports.rules?.(question.items);
    if (masker) await readSecrets(history, question, masker, signal);
    const items = masker ? maskItems(question.items, masker) : question.items;
    if (pause) await countItems(items, this.#window(open), counter, pause, signal);
    return rules ? { rules } : {};
  }

  build(
    chat: Chat,
    history: readonly Turn[],
    question: Question,
    open: OpenModel,
    given: Given,
  ): BuiltPrompt {
    const { asIs = false, ...others } = given;
    const input: ChatPromptInput = { history, question, ...this.#standing(chat, open), ...others };
    return open.masker ? buildMaskedPrompt(input, open.masker, asIs) : buildChatPrompt(input);
  }

  /** A request as it would go, with what condensing would free of it. */
  draft(chat: Chat, question: Question, open: OpenModel, given: Given): Draft {
    const built = this.build(chat, chat.turns, question, open, given);
    const { turns } = chat;
    const rules = given.rules ? { rules: given.rules } : {};
    const frees = condensingFrees({ ...this.#standing(chat, open), turns, ...rules }, built.report);
    return { ...built, condensingFrees: frees };
  }

  circumstances(history: readonly Turn[], open: OpenModel): Circumstances {
    // What was only listed by `/где`, or was left out or shortened, the model has not seen.
    const shown = answered(history)
      .slice(this.firstTurn)
      .flatMap(({ question, answer }) => {
        const whole = answer.report?.rows.filter(({ fate }) => fate === 'whole').map(({ id }) => id) ?? [];
        return question.items.filter(({ id }) => whole.includes(id));
      });
    return { open, window: this.#window(open), shown };
  }

  /** @throws ModelError */
  async condense(
    chat: Chat,
    last: Turn,
    open: OpenModel,
    onDemand: boolean,
    signal: AbortSignal,
  ): Promise<Summary | undefined> {
    const rules = await this.#ports.rules?.(last.question.items);
    const { turns } = chat;
    const plan = condensePlan({
      ...this.#standing(chat, open),
      turns,
      onDemand,
      ...(rules ? { rules } : {}),
    });
    if (!plan || signal.aborted) return undefined;
    try {
      return await condense(plan, open.model, open.counter, signal);
    } catch (error) {
      throw ModelError.from(error);
    }
  }

  /** What is the same for all requests as long as model and conversation are. */
  #standing({ summary }: Chat, open: OpenModel) {
    return {
      firstTurn: this.firstTurn,
      ...(summary ? { summary } : {}),
      card: open.entry.card,
      counter: open.counter,
      budget: { window: this.#window(open), answer: this.#ports.options().answerTokens },
    };
  }

  #window({ entry }: OpenModel): number {
    return this.windows.of(entry, this.#ports.options().window);
  }
}

/** The server has no way to leave an assistant's turn open, or its template forbids it. */
export function cannotContinue({ kind, details }: ModelError): boolean {
  return kind === 'badRequest' && /continueLast|prefill|continue_final_message/i.test(details.detail ?? '');
}

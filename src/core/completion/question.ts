import type { Finish, GenerateOptions, Usage } from '../model/languageModel.ts';
import type { ModelCard, Sampling } from '../model/modelCard.ts';
import { ModelError } from '../model/modelError.ts';
import type { OpenModel } from '../model/modelSource.ts';
import { chooseForm } from './forms/chooseForm.ts';
import type { Form, FormName } from './forms/form.ts';
import type { CompletionWindow } from './window.ts';

export interface QuestionRooms {
  /** The model for completions; nothing when none is set up. */
  readonly open: (signal: AbortSignal) => Promise<OpenModel | undefined>;
  /** The form that measuring found best for a model; nothing when it has not been measured. */
  readonly measuredForm?: (card: ModelCard) => FormName | undefined;
}

export interface Asked {
  readonly window: CompletionWindow;
  /** Rest of the cursor's line that the model has to know of; empty when it can do without. */
  readonly afterCursor: string;
  readonly maxTokens: number;
  /** 0, the likeliest text, unless it is given. */
  readonly temperature?: number;
  readonly signal: AbortSignal;
  /** Instead of the model's own form: forms are measured against each other. */
  readonly form?: Form;
}

/** All text for the cursor's place so far, and at last why it ended. */
export interface Heard {
  readonly text: string;
  readonly finish?: Finish;
  readonly usage?: Usage;
}

/** What the model says, as it says it. */
const SAMPLING: Omit<Sampling, 'temperature'> = {
  topP: 1,
  topK: 0,
  repetitionPenalty: 1,
  presencePenalty: 0,
};

/** Asks the model for completions in the form that is right for it. */
export class Question {
  readonly #rooms: QuestionRooms;
  /** Models whose servers cannot go on with a begun turn. */
  readonly #refused = new Set<string>();

  constructor(rooms: QuestionRooms) {
    this.#rooms = rooms;
  }

  /**
   * Nothing comes without a model, or when it was aborted before.
   * @throws ModelError
   */
  async *ask(asked: Asked): AsyncGenerator<Heard> {
    const opened = await this.#rooms.open(asked.signal);
    if (!opened || asked.signal.aborted) return;
    const { card } = opened.entry;
    const form = asked.form ?? this.#formFor(card);
    try {
      yield* hear(opened, form, asked);
    } catch (error) {
      if (asked.form || form.name !== 'prefill' || !isRefusal(error)) throw error;
      this.#refused.add(card.id);
      yield* hear(opened, this.#formFor(card), asked);
    }
  }

  #formFor(card: ModelCard): Form {
    return chooseForm(card, this.#rooms.measuredForm?.(card), this.#refused.has(card.id));
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ModelError && error.kind === 'badRequest' && error.details.detail === 'continueLast';

async function* hear({ model, entry }: OpenModel, form: Form, asked: Asked): AsyncGenerator<Heard> {
  const { window, afterCursor, maxTokens, temperature = 0, signal } = asked;
  const { prompt, stop } = form.ask({ window, card: entry.card, afterCursor });
  const sampling = { ...SAMPLING, temperature };
  const options: GenerateOptions = { maxTokens, stop, sampling, signal, purpose: 'completion' };
  const unwrapped = (): string | undefined => (form.unwrap ? form.unwrap(said, window.cursor.before) : said);
  let said = '';
  for await (const delta of model.generate(prompt, options)) {
    if (delta.kind === 'end') yield { text: unwrapped() ?? '', finish: delta.finish, usage: delta.usage };
    if (delta.kind !== 'text') continue;
    said += delta.text;
    const text = unwrapped();
    if (text !== undefined) yield { text };
  }
}

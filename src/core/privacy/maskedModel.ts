import type { Delta, LanguageModel } from '../model/languageModel.ts';
import type { ModelProvider } from '../model/modelSource.ts';
import type { Prompt } from '../model/prompt.ts';
import { leavesMachine } from '../model/serverPlace.ts';
import type { Masker } from './masker.ts';

/** The place of a server's models, with `maskModel` before each whose requests leave this machine. */
export function maskProvider(
  provider: ModelProvider,
  /** Nothing when the user wants nothing hidden. Asked for with every request; loads the rules at first. */
  masker: () => Promise<Masker | undefined>,
): ModelProvider {
  const masked = new WeakMap<LanguageModel, LanguageModel>();
  return {
    name: provider.name,
    place: provider.place,
    list: (signal) => provider.list(signal),
    dispose: () => provider.dispose(),
    open: async (card) => {
      const opened = await provider.open(card);
      const { model } = opened;
      if (!leavesMachine({ place: provider.place, card: model.card })) return opened;
      const own = await masker();
      if (!own) return opened;
      const before = masked.get(model) ?? maskModel(model, own);
      masked.set(model, before);
      return { ...opened, model: before, masker: own };
    },
  };
}

/**
 * `model`, to which no secret leaves: marks stand for them in the prompt, and the marks of the answer are turned back
 * here. Whoever builds a prompt masks its parts before they are counted; this is for what nobody thought of.
 */
export function maskModel(model: LanguageModel, masker: Masker): LanguageModel {
  async function* generate(
    ...[prompt, options]: Parameters<LanguageModel['generate']>
  ): AsyncGenerator<Delta> {
    if (!options.asIs) await masker.prepare(textsOf(prompt), options.signal);
    const sent = options.asIs ? prompt : maskPrompt(prompt, masker);
    yield* unmasked(model.generate(sent, options), masker);
  }
  return { card: model.card, generate };
}

async function* unmasked(answer: AsyncIterable<Delta>, masker: Masker): AsyncGenerator<Delta> {
  const readers = { text: masker.unmasker(), reasoning: masker.unmasker() };
  const rest = (kind: keyof typeof readers): Delta[] => {
    const text = readers[kind].flush();
    return text === '' ? [] : [{ kind, text }];
  };
  try {
    for await (const delta of answer) {
      if (delta.kind === 'end') {
        yield* [...rest('reasoning'), ...rest('text')];
        yield delta;
        continue;
      }
      yield* rest(delta.kind === 'text' ? 'reasoning' : 'text');
      const text = readers[delta.kind].push(delta.text);
      if (text !== '') yield { kind: delta.kind, text };
    }
  } catch (error) {
    // What had arrived is delivered before the failure.
    yield* [...rest('reasoning'), ...rest('text')];
    throw error;
  }
}

function textsOf(prompt: Prompt): string[] {
  return prompt.kind === 'chat'
    ? prompt.messages.map(({ text }) => text)
    : prompt.segments.flatMap((segment) => ('text' in segment ? [segment.text] : []));
}

function maskPrompt(prompt: Prompt, masker: Masker): Prompt {
  const hidden = (text: string): string => masker.mask(text).text;
  return prompt.kind === 'chat'
    ? { ...prompt, messages: prompt.messages.map(({ role, text }) => ({ role, text: hidden(text) })) }
    : {
        ...prompt,
        segments: prompt.segments.map((segment) =>
          'text' in segment ? { text: hidden(segment.text) } : segment,
        ),
      };
}

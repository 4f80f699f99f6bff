import { headAndTail } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { ModelCard } from '../model/modelCard.ts';
import type { ChatPrompt } from '../model/prompt.ts';

/** Where a command is to be run. */
export interface TerminalPlace {
  /** `bash`, `zsh`, `fish`, `pwsh`, `cmd`, … */
  readonly shell: string;
  /** For people: `Linux`, `Windows`, `macOS`. */
  readonly system: string;
  /** Empty where it is not known. */
  readonly folder: string;
}

const ANSWER_TOKENS = 200;
const TEMPLATE_TOKENS = 16;

/**
 * The prompt for one command line that does what was asked in words.
 * @param window tokens for prompt and answer together; a wish beyond it is cut
 */
export function commandPrompt(
  wish: string,
  place: TerminalPlace,
  card: ModelCard,
  counter: TokenCounter,
  window: number,
): { readonly prompt: ChatPrompt; readonly maxTokens: number } {
  const system = [card.systemPrompt, instruction(place)].filter(Boolean).join('\n\n');
  const room = window - ANSWER_TOKENS - TEMPLATE_TOKENS - counter.count(system);
  const measure = (text: string): number => counter.count(text);
  const text = measure(wish) <= room ? wish : headAndTail(wish, { tokens: Math.max(room, 1), measure });
  return {
    prompt: {
      kind: 'chat',
      messages: [
        { role: 'system', text: system },
        { role: 'user', text: text ?? '' },
      ],
    },
    maxTokens: ANSWER_TOKENS,
  };
}

function instruction({ shell, system, folder }: TerminalPlace): string {
  return [
    `Ты пишешь команды для терминала: ${system}, оболочка ${shell}${folder ? `, папка ${folder}` : ''}.`,
    'В ответ на просьбу верни одну строку с командой, без пояснений и без блока кода.',
    'Несколько действий соедини в одну строку. Ничего лишнего команда не делает.',
    'Чего не знаешь, например имени файла, обозначь в угловых скобках: <файл>.',
  ].join('\n');
}

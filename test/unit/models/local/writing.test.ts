import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sampling } from '../../../../src/core/model/modelCard.ts';
import type {
  EvaluateOptions,
  Token,
  TokenModel,
  TokenSequence,
} from '../../../../src/models/local/tokenSequence.ts';
import { copyTokens } from '../../../../src/models/local/writing.ts';

const END = 0 as Token;
const SAMPLING: Sampling = { temperature: 0.7, topP: 1, topK: 0, repetitionPenalty: 1.1, presencePenalty: 0 };

const tokens = (text: string): Token[] => [...text].map((letter) => letter.codePointAt(0) as Token);
const text = (said: readonly Token[]): string => String.fromCodePoint(...said);

/** An engine that says `answer` after `prompt`, and the end after that; it keeps what it was asked. */
class FakeSequence {
  readonly held: Token[];
  readonly punished: { readonly before: string; readonly tokens: string }[] = [];
  readonly #prompt: string;
  readonly #answer: string;

  constructor(prompt: string, answer: string) {
    this.held = tokens(prompt.slice(0, -1));
    this.#prompt = prompt;
    this.#answer = answer;
  }

  get nextTokenIndex(): number {
    return this.held.length;
  }

  async eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void> {
    for (const { start, end } of ranges) this.held.splice(start, end - start);
  }

  async controlledEvaluate(
    input: (Token | [Token, { generateNext: { token: true; options: EvaluateOptions } }])[],
  ): Promise<({ next: { token: Token } } | undefined)[]> {
    return input.map((item) => {
      const token = Array.isArray(item) ? item[0] : item;
      this.held.push(token);
      if (!Array.isArray(item)) return undefined;
      const before = text(this.held).slice(this.#prompt.length);
      const list = item[1].generateNext.options.repeatPenalty?.punishTokens;
      if (Array.isArray(list)) this.punished.push({ before, tokens: text(list) });
      const right = this.#answer.startsWith(before);
      return {
        next: { token: right ? (tokens(this.#answer)[before.length] ?? END) : ('?'.codePointAt(0) as Token) },
      };
    });
  }
}

async function write(
  prompt: string,
  answer: string,
): Promise<{ said: string; steps: number; sequence: FakeSequence }> {
  const sequence = new FakeSequence(prompt, answer);
  const model = { isEogToken: (token: Token) => token === END } as TokenModel;
  const step = copyTokens(model, sequence as unknown as TokenSequence, tokens(prompt.slice(-1)), {
    sampling: SAMPLING,
    prompt: tokens(prompt),
    most: () => 100,
    onChecked: () => undefined,
  });
  let said = '';
  let steps = 0;
  for (let made = await step(); made.length > 0; made = await step()) {
    said += text(made);
    steps++;
    // All that was guessed wrongly is out again; the newest token may not be in yet.
    const held = text(sequence.held);
    assert.ok((prompt + said).startsWith(held) && held.length >= prompt.length + said.length - 1, held);
  }
  return { said, steps, sequence };
}

test('right or wrong, guesses change nothing of what is said', async () => {
  const code = 'for (const line of lines) total += line.price; return total;';
  for (const answer of [
    code,
    code.replaceAll('total', 'sum'),
    `// ${code}`,
    'Нет.',
    `${code}${code}`,
    code.slice(0, 9),
  ]) {
    assert.equal((await write(`${code}\n#`, answer)).said, answer);
  }
  const { steps } = await write(`${code}\n#`, code);
  assert.ok(steps < 15, `${steps} steps for ${code.length} tokens`);
});

test('each token is sampled with the penalties of those before it, guessed ones too', async () => {
  const code = 'for (const line of lines) total += line.price; return total;';
  const { sequence } = await write(`${code}\n#`, code);
  assert.ok(sequence.punished.length >= code.length);
  for (const { before, tokens: punished } of sequence.punished) assert.equal(punished, before.slice(-64));
});

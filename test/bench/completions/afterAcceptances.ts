import { charactersPerToken } from '../../../src/core/completion/charactersPerToken.ts';
import { Completer } from '../../../src/core/completion/completer.ts';
import { AnchoredWindows, windowSize } from '../../../src/core/completion/window.ts';
import type { LanguageModel } from '../../../src/core/model/languageModel.ts';
import { roomsOf, sourceOf } from './bareEditor.ts';
import { Document } from './editor.ts';
import { PricedModel } from './priced.ts';
import type { Trace } from './traces.ts';

const ACCEPTED = 12;
/** A line that is begun; what follows it may be anything. */
const BEGUN = ['const first = ', 'return this.', 'if (value'];

/**
 * What the request costs that follows an acceptance at once, by the engine's counts: text of the model's own is taken
 * over as it is shown, and the model is asked to go on. What it says is nonsense; what it has read is not.
 */
export async function afterAcceptances(
  model: LanguageModel,
  trace: Trace,
  windowTokens: number,
): Promise<Record<string, unknown>> {
  const priced = new PricedModel(model);
  const completer = new Completer(roomsOf(priced));
  const windows = new AnchoredWindows();
  const document = new Document(`/project/${trace.path}`, trace.language, trace.head, trace.tail);
  const costs: number[] = [];
  /** What is shown at the cursor, and what the last request for it cost; nothing when nothing was asked. */
  const ask = async (): Promise<{ readonly text: string; readonly cost: number | undefined }> => {
    const { line, character } = document.cursor;
    const whole = document.lineAt(line).text;
    const cursor = { line, before: whole.slice(0, character), after: whole.slice(character) };
    const window = windows.at(sourceOf(document), cursor, (sample) =>
      windowSize(windowTokens, charactersPerToken(sample)),
    );
    const asked = priced.prices.length;
    const { signal } = new AbortController();
    const found = window && (await completer.complete(window, { invoked: false, signal }));
    await priced.quiet();
    return { text: found?.text ?? '', cost: priced.prices[asked]?.evaluated };
  };
  for (let round = 0; costs.length < ACCEPTED && round < ACCEPTED * 4; round++) {
    document.edit(0, `${BEGUN[round % BEGUN.length]}`);
    const { text } = await ask();
    if (text !== '') {
      document.edit(0, text);
      const { cost } = await ask();
      if (cost !== undefined) costs.push(cost);
    }
    document.edit(0, '\n');
  }
  completer.dispose();
  return {
    acceptances: costs.length,
    meanTokens: costs.reduce((sum, cost) => sum + cost, 0) / Math.max(1, costs.length),
    mostTokens: Math.max(0, ...costs),
    costs,
  };
}

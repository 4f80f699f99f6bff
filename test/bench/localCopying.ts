import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildAnswer, EngineChild, userTurn } from '../support/engineChild.ts';
import { HALF_BALLAST } from '../support/gguf/scriptedModel.ts';
import { median, rounded } from '../support/measures.ts';
import { buildTrainingModel } from '../support/trainingModel.ts';

/**
 * What guessing from the prompt gains where an edit repeats it: a constructed model of a 0.5B one's weight that
 * returns a file with a change in every sixth line, with guesses and without, in turns.
 */

const ROUNDS = 3;
/** Tokens of the answer that are waited for: a busy machine writes two a second. */
const TOKENS = 120;
const ROOMS = 'kitchen cellar attic garden tower library stable chapel office pantry hall porch'.split(' ');
const THINGS = 'lamp rope mirror kettle ladder barrel violin hammer candle basket clock spade'.split(' ');

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'tolmach-bench-'));
  const child = new EngineChild();
  try {
    const lines = ROOMS.map(
      (room, index) =>
        `  ${room}: { ${THINGS[index]}: ${index * 37 + 5}, owner: '${THINGS[(index * 5 + 3) % 12]} of ${room}' },\n`,
    );
    const code = `export const stock = {\n${lines.join('')}};\n`;
    const edited = code.replace('chapel: {', 'temple: {').replace('cellar: {', 'vault: {');
    const file = join(folder, 'copying.gguf');
    await buildTrainingModel(file, [{ kind: 'chat', after: ' as a whole', answer: edited }], HALF_BALLAST);
    await child.load(file, { threads: 0 });
    const prompt = userTurn(`${code}\nRename two of them and return the code as a whole`);
    const speeds: { plain: number[]; guessed: number[] } = { plain: [], guessed: [] };
    const waits: number[] = [];
    let steps = 0;
    for (let round = -1; round < ROUNDS; round++) {
      for (const copies of round % 2 ? [false, true] : [true, false]) {
        const answer = await child.ask(prompt, { copies, maxTokens: TOKENS }).answer;
        if (!edited.startsWith(answer.text)) throw new Error(`another answer came: ${answer.text}`);
        if (round < 0) continue;
        (copies ? speeds.guessed : speeds.plain).push(writingSpeed(answer));
        if (!copies) continue;
        waits.push(...answer.times.slice(1).map((time, index) => time - (answer.times[index] ?? time)));
        steps = answer.times.length;
      }
    }
    const gains = speeds.guessed.map((speed, round) => speed / (speeds.plain[round] ?? Number.NaN));
    return {
      plainTokensPerSecond: rounded(median(speeds.plain)),
      guessedTokensPerSecond: rounded(median(speeds.guessed)),
      steps,
      gain: Math.round(median(gains) * 100) / 100,
      stepMs: rounded(median(waits)),
      stepMsWorst: rounded(Math.max(...waits)),
      target: 'the same text; no step over 200 ms on an idle machine',
    };
  } finally {
    await child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function writingSpeed({ pace }: ChildAnswer): number {
  if (!pace) throw new Error('the pace was not told');
  return (pace.written.tokens / pace.written.milliseconds) * 1000;
}

if (import.meta.main) console.log(JSON.stringify(await run()));

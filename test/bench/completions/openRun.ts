/**
 * What opening a file costs whoever then types in it: `node openRun.ts <llama|vllm>`. All traces' files are opened in
 * turn, as often as a user leafs back and forth, read for a while and typed into.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { median } from '../../support/measures.ts';
import { Cancellation, Document, type Editor, startEditor } from './editor.ts';
import { type CacheRules, type Endpoint, startEndpoint } from './endpoint.ts';
import { randomFrom } from './random.ts';
import { loadTrace, TRACE_NAMES } from './traces.ts';

const ROUNDS = 4;
/** Milliseconds from the opening to the first key: median, least, and sigma of a log-normal distribution. */
const LOOKING = { median: 3000, least: 400, spread: 0.7 };
/** Milliseconds in which the first request of a key arrives. */
const SOON = 700;
/** More than this of a prompt is read while somebody waits. */
const NOTHING = 32;
const AUTOMATIC = 1;

const rules = (process.argv[2] ?? 'llama') as CacheRules;
const first = await loadTrace(TRACE_NAMES[0] ?? '');
const file = { name: 'opens', text: first.whole, typedEnd: first.whole.length - first.tail.length };
const endpoint = await startEndpoint({ rules, file, mistakes: 0 });
const editor = await startEditor({ 'tolmach.servers': [{ name: 'bench', url: endpoint.url }] });
const random = randomFrom(1);

interface Opened {
  readonly looked: number;
  readonly evaluated: number;
}

const opened: Opened[] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (const name of TRACE_NAMES) opened.push(await open(name, editor, endpoint));
}
const free = opened.filter(({ evaluated }) => evaluated <= NOTHING);
console.log(
  JSON.stringify({
    opens: opened.length,
    forNothing: Math.round((100 * free.length) / opened.length) / 100,
    medianTokens: median(opened.map(({ evaluated }) => evaluated)),
    mostTokens: Math.max(...opened.map(({ evaluated }) => evaluated)),
    // Whoever types this soon after the opening waits for a part of the reading.
    paidAfterLookingFor: opened
      .filter(({ evaluated }) => evaluated > NOTHING)
      .map(({ looked }) => Math.round(looked)),
  }),
);
await endpoint.close();
process.exit(0);

/** Opens a file, looks at it, presses a key, and tells what was read for the request that came of it. */
async function open(name: string, { open, moved, provider }: Editor, { records }: Endpoint): Promise<Opened> {
  const trace = await loadTrace(name);
  const document = new Document(`/project/${trace.path}`, trace.language, trace.head, trace.tail);
  open(document);
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const looked = Math.max(LOOKING.least, LOOKING.median * Math.exp(LOOKING.spread * normal));
  await wait(looked);
  document.edit(0, trace.keys[0]?.types ?? 'x');
  moved(document);
  const pressed = performance.now();
  const context = { triggerKind: AUTOMATIC };
  const call = new Cancellation();
  await wait(50);
  await Promise.race([
    provider.provideInlineCompletionItems(document, document.cursor, context, call.token),
    wait(6000),
  ]);
  const asked = records.find(({ at, readsAhead }) => !readsAhead && at > pressed);
  // Reading that was begun before counts as far as somebody waits for it.
  const waited = records.filter(({ at, busy }) => at <= pressed && at + busy > pressed);
  call.cancel();
  await wait(SOON);
  const before = waited.reduce(
    (sum, { at, busy, evaluatedTokens }) =>
      sum + Math.round(evaluatedTokens * ((at + busy - pressed) / busy)),
    0,
  );
  return { looked, evaluated: (asked?.evaluatedTokens ?? 0) + before };
}

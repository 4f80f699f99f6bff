/** One trace in a process of its own: `node traceRun.ts <trace> <llama|vllm> <typed|accepted> <mistakes>`. */

import { startEditor } from './editor.ts';
import { type CacheRules, type Record, startEndpoint } from './endpoint.ts';
import { loadTrace } from './traces.ts';
import { type Typed, type } from './typist.ts';

export interface TraceRun extends Typed {
  readonly name: string;
  readonly records: readonly Record[];
}

const [name = '', rules = 'llama', manner = 'typed', mistakes = '0.12'] = process.argv.slice(2);
const trace = await loadTrace(name);
const file = { name, text: trace.whole, typedEnd: trace.whole.length - trace.tail.length };
const endpoint = await startEndpoint({ rules: rules as CacheRules, file, mistakes: Number(mistakes) });
const editor = await startEditor({ 'tolmach.servers': [{ name: 'bench', url: endpoint.url }] });
const typed = await type(trace, editor, manner === 'accepted');
const run: TraceRun = { name, ...typed, records: endpoint.records };
console.log(JSON.stringify(run));
await endpoint.close();
process.exit(0);

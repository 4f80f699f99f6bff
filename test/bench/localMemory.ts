import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { memoryNeed, SEQUENCES } from '../../src/core/model/memoryNeed.ts';
import { readGgufHeader } from '../../src/models/local/ggufHeader.ts';
import { freshText, WINDOW, withBenchModel } from '../support/benchModel.ts';
import { EngineChild, raw } from '../support/engineChild.ts';

/** Memory of the engine with a window of 8,192 tokens, against the estimate by which models are recommended. */

export function run(): Promise<Record<string, unknown>> {
  return withBenchModel(async ({ file, large }) => {
    const child = new EngineChild();
    try {
      const [{ size }, { cacheBytesPerToken = 0 }] = await Promise.all([stat(file), readGgufHeader(file)]);
      const estimate = memoryNeed({
        fileBytes: size,
        cacheBytesPerToken,
        contextWindow: WINDOW,
        sequences: SEQUENCES,
      });
      await child.load(file, { threads: 0, contextWindow: WINDOW });
      const loaded = await residentBytes(child.pid);
      for (const lane of ['chat', 'completion'] as const) {
        await child.ask(raw(freshText(0, large ? 60 : 1500)), { lane, maxTokens: 32 }).answer;
      }
      const used = await residentBytes(child.pid);
      return {
        estimateMb: megabytes(estimate),
        loadedMb: megabytes(loaded),
        usedMb: megabytes(used),
        ratio: Math.round((used / estimate) * 1000) / 1000,
        target: 'ratio 0.9 to 1.1',
      };
    } finally {
      await child.kill();
    }
  });
}

async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1024;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

if (import.meta.main) console.log(JSON.stringify(await run()));

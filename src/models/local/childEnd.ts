import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ModelError } from '../../core/model/modelError.ts';

/** How a child ended that was not told to. */
export interface ChildEnd {
  readonly file: string;
  /** The signal's name, or the exit code, or why it never began, or that this is not known. */
  readonly how: string;
  /** What it wrote since it was loaded, or since it began. */
  readonly output: string;
  readonly loaded: boolean;
  /** The system killed a process for memory meanwhile. */
  readonly starved: boolean;
}

/** What `how` is when the process was another window's child. */
export const UNKNOWN_END = 'the connection was lost';

const MEMORY_SIGNS =
  /out of memory|bad_alloc|failed to allocate|cannot allocate|not enough memory|OutOfDeviceMemory|ENOMEM/i;
const GPU_SIGNS = /device ?lost|CUDA error|command buffer \d+ failed|GPU (hang|error|reset)/i;

/** Why the child is dead: the engine and the system say it in many words, or in none. */
export function childDied({ file, how, output, loaded, starved }: ChildEnd): ModelError {
  // Loading is when memory runs out, and not every killer counts what it kills.
  const killed = (how === 'SIGKILL' && (starved || !loaded)) || (how === UNKNOWN_END && starved);
  const details = { model: basename(file), file, detail: how };
  if (killed || MEMORY_SIGNS.test(output) || MEMORY_SIGNS.test(how))
    return new ModelError('outOfMemory', details);
  return new ModelError('engineCrashed', { ...details, ...(GPU_SIGNS.test(output) ? GPU_LOST : {}) });
}

/** `error`, which the child reported, with the GPU's part in it. */
export function withGpuLoss(error: ModelError): ModelError {
  const { kind, details } = error;
  if (kind !== 'engineCrashed' || !GPU_SIGNS.test(details.detail ?? '')) return error;
  return new ModelError(kind, { ...details, ...GPU_LOST });
}

const GPU_LOST = { trouble: 'gpuLost' } as const;

/** How many processes the kernel has killed for memory since it started; nothing where it does not count them. */
export function memoryKills(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8')) ?? [];
    return count === undefined ? undefined : Number(count);
  } catch {
    return undefined;
  }
}

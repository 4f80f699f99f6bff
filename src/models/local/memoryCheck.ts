import { stat } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { basename } from 'node:path';
import { memoryNeed, SEQUENCES } from '../../core/model/memoryNeed.ts';
import { ModelError } from '../../core/model/modelError.ts';
import { readGgufHeader } from './ggufHeader.ts';
import type { LoadSettings } from './protocol.ts';

/** The estimate is good to a tenth: what may fit is tried. */
const CLEARLY = 0.9;
/** macOS counts as taken what it would give at once: there the whole memory counts, less this. */
const MACOS_RESERVE = 2.5e9;

/** Bytes that loading a model takes, whatever memory it stands in. Where the file does not say, less than it takes. */
export async function neededMemory({ file, contextWindow }: LoadSettings): Promise<number> {
  const [{ size }, header] = await Promise.all([stat(file), readGgufHeader(file)]);
  const window = Math.min(contextWindow, header.contextLength ?? contextWindow);
  const { cacheBytesPerToken = 0 } = header;
  return memoryNeed({ fileBytes: size, cacheBytesPerToken, contextWindow: window, sequences: SEQUENCES });
}

/**
 * Loading more than there is makes the whole machine swap, so it is not begun.
 * @param gpuBytes free memory that is the GPU's own
 * @throws ModelError `outOfMemory` when the model clearly does not fit
 */
export function requireMemory(file: string, neededBytes: number, gpuBytes: number): void {
  const freeBytes = freeMemory() + gpuBytes;
  if (neededBytes * CLEARLY <= freeBytes) return;
  throw new ModelError('outOfMemory', { model: basename(file), file, neededBytes, freeBytes });
}

function freeMemory(): number {
  return process.platform === 'darwin' ? totalmem() - MACOS_RESERVE : freemem();
}

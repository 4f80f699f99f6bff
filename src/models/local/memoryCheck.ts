import { basename } from 'node:path';
import { ModelError } from '../../core/model/modelError.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { freeMemory } from './machine.ts';
import type { LoadSettings } from './protocol.ts';
import { memoryOf, weigh } from './weights.ts';

/** The estimate is good to a tenth: what may fit is tried. */
const CLEARLY = 0.9;

/** Bytes that loading a model takes. @throws GgufError, and the file system's own errors */
export async function neededMemory(settings: LoadSettings): Promise<number> {
  const [weights, header] = await Promise.all([weigh(settings.file), readGgufHeader(settings.file)]);
  return memoryOf(weights, header, settings);
}

/**
 * Loading more than there is makes the whole machine swap, so it is not begun.
 * @param gpuBytes free memory that is the GPU's own
 * @throws ModelError `outOfMemory` when the model clearly does not fit
 */
export async function requireMemory(file: string, neededBytes: number, gpuBytes: number): Promise<void> {
  const freeBytes = (await freeMemory()) + gpuBytes;
  if (neededBytes * CLEARLY <= freeBytes) return;
  throw new ModelError('outOfMemory', { model: basename(file), file, neededBytes, freeBytes });
}

import { stat } from 'node:fs/promises';
import { memoryNeed, SEQUENCES } from '../../core/model/memoryNeed.ts';
import type { GgufHeader } from './ggufHeader.ts';
import { partsOf } from './modelFiles.ts';
import type { LoadSettings } from './protocol.ts';

export interface Weights {
  /** Of the model's file, or of all its files when it has several. */
  readonly bytes: number;
  /** Another when one of the files is. */
  readonly version: string;
}

/** @throws the file system's own errors */
export async function weigh(file: LoadSettings['file']): Promise<Weights> {
  const parts = await Promise.all(partsOf(file).map((part) => stat(part)));
  return {
    bytes: parts.reduce((sum, { size }) => sum + size, 0),
    version: parts.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(', '),
  };
}

/** Bytes that loading takes, whatever memory it stands in. Where the file does not say, less than it takes. */
export function memoryOf(
  { bytes }: Weights,
  { cacheBytesPerToken = 0, contextLength = Number.POSITIVE_INFINITY }: GgufHeader,
  { contextWindow }: Pick<LoadSettings, 'contextWindow'>,
): number {
  return memoryNeed({
    fileBytes: bytes,
    cacheBytesPerToken,
    contextWindow: Math.min(contextWindow, contextLength),
    sequences: SEQUENCES,
  });
}

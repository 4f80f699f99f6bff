import { stat } from 'node:fs/promises';
import type { LoadSettings } from './protocol.ts';

const FIRST_PART = /-00001-of-(\d{5})\.gguf$/i;

/**
 * Size of a model's file, or of all its files when `file` is the first of several, in bytes; and a mark that changes
 * when one of them does.
 * @throws the file system's own errors
 */
export async function weigh(
  file: LoadSettings['file'],
): Promise<{ readonly bytes: number; readonly version: string }> {
  const parts = await Promise.all(partsOf(file).map((part) => stat(part)));
  return {
    bytes: parts.reduce((sum, { size }) => sum + size, 0),
    version: parts.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(', '),
  };
}

function partsOf(file: string): string[] {
  const [, count] = FIRST_PART.exec(file) ?? [];
  if (count === undefined) return [file];
  return Array.from({ length: Number(count) }, (_, at) =>
    file.replace(FIRST_PART, `-${String(at + 1).padStart(5, '0')}-of-${count}.gguf`),
  );
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ModelError } from '../../core/model/modelError.ts';

/**
 * The reason why no model runs here when this build has no engine: the universal one is for servers only. Looks where
 * the worker would look, without loading anything.
 */
export function engineMissing(workerPath: string): ModelError | undefined {
  const places = createRequire(workerPath).resolve.paths('node-llama-cpp') ?? [];
  const found = places.some((place) => existsSync(join(place, 'node-llama-cpp')));
  return found ? undefined : new ModelError('engineMissing');
}

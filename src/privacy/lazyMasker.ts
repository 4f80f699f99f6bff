import type { Masker } from '../core/privacy/masker.ts';

/**
 * The window's masker. It and the rules are loaded when it is first asked for; when that fails it is tried again, and
 * nothing is sent meanwhile.
 * @param key see `createMasker`
 */
export function createLazyMasker(key: string): () => Promise<Masker> {
  let masker: Promise<Masker> | undefined;
  const load = async (): Promise<Masker> => (await import('./createMasker.ts')).createMasker(key);
  return () => {
    masker ??= load().catch((error: unknown) => {
      masker = undefined;
      throw error;
    });
    return masker;
  };
}

import { createHmac } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Masker } from '../core/privacy/masker.ts';
import { SecretVault } from '../core/privacy/vault.ts';

/** Five small letters and digits: a million tags, none of which tells anything of its secret. */
const TAG_LENGTH = 5;

/**
 * The window's masker. The rules are loaded when it is first asked for; when that fails it is tried again, and nothing
 * is sent meanwhile.
 * @param key of this installation, secret: marks are made with it
 */
export function createLazyMasker(key: string): () => Promise<Masker> {
  const vault = new SecretVault((secret, attempt) => tagOf(key, secret, attempt));
  let masker: Promise<Masker> | undefined;
  const load = async (): Promise<Masker> => {
    const { createSecretFinder } = await import('./secretFinder.ts');
    return new Masker({ finder: createSecretFinder(), vault, pause: () => setImmediate() });
  };
  return () => {
    masker ??= load().catch((error: unknown) => {
      masker = undefined;
      throw error;
    });
    return masker;
  };
}

/** In base 36, so that a tag reads as a word and not as a number. */
function tagOf(key: string, secret: string, attempt: number): string {
  const digest = createHmac('sha256', key).update(`${attempt} ${secret}`).digest();
  return digest.readUIntBE(0, 6).toString(36).padStart(TAG_LENGTH, '0').slice(-TAG_LENGTH);
}

import { createHmac } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Masker } from '../core/privacy/masker.ts';
import { SecretVault } from '../core/privacy/vault.ts';
import { createSecretFinder } from './secretFinder.ts';

/** Small letters and digits: tens of millions of tags, none of which tells anything of its secret. */
const TAG_LENGTH = 5;

/** @param key of this installation: marks are made with it, so that they stay the same, and tell another nothing */
export function createMasker(key: string): Masker {
  const vault = new SecretVault((secret, attempt) => tagOf(key, secret, attempt));
  return new Masker({ finder: createSecretFinder(), vault, pause: () => setImmediate() });
}

/** In base 36, so that a tag reads as a word and not as a number. */
function tagOf(key: string, secret: string, attempt: number): string {
  const digest = createHmac('sha256', key).update(`${attempt} ${secret}`).digest();
  return digest.readUIntBE(0, 6).toString(36).padStart(TAG_LENGTH, '0').slice(-TAG_LENGTH);
}

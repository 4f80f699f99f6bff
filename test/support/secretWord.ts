import { Masker } from '../../src/core/privacy/masker.ts';
import type { SecretFinder } from '../../src/core/privacy/secret.ts';
import { SecretVault } from '../../src/core/privacy/vault.ts';

/** Finds words that begin with `SECRET`: for tests of everything but the rules. Counts what it is given. */
export class WordFinder implements SecretFinder {
  searched = 0;

  find(text: string) {
    this.searched += text.length;
    return Array.from(text.matchAll(/SECRET\w+/g), ({ 0: word, index }) => {
      return { start: index, end: index + word.length, kind: 'password' as const };
    });
  }
}

/** A masker whose tags count: `s0001`, `s0002`, … */
export function wordMasker(finder: SecretFinder = new WordFinder(), pause = async () => {}): Masker {
  let count = 0;
  const vault = new SecretVault(() => `s${String(++count).padStart(4, '0')}`);
  return new Masker({ finder, vault, pause });
}

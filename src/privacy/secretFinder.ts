import type { SecretFinder, SecretSpan } from '../core/privacy/secret.ts';
import { findInAddresses, narrowedToPassword } from './addresses.ts';
import { findAssigned } from './assigned.ts';
import { findByKeptRules } from './keptRules.ts';
import { isPlaceholder } from './likely.ts';
import { findStated } from './stated.ts';
import { findTokens } from './tokens.ts';

/** A mark is no secret, whatever it stands behind. */
const MARK_BRACKET = /[⟨⟩]/;

/**
 * The rules of secretlint, and what they do not know: Russian services, passwords that are given to a name, addresses
 * and connection strings.
 */
export function createSecretFinder(): SecretFinder {
  const rules = [findByKeptRules, findTokens, findInAddresses, findAssigned, findStated];
  return {
    find: (text) => {
      const spans = rules.flatMap((find) => find(text)).map((span) => narrowedToPassword(text, span));
      return spans.filter((span) => isSecret(text, span));
    },
  };
}

function isSecret(text: string, { start, end }: SecretSpan): boolean {
  const value = text.slice(start, end);
  return !MARK_BRACKET.test(value) && !isPlaceholder(value);
}

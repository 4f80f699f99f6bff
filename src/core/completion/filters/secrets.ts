import type { Filter } from '../completion.ts';

/**
 * Keys as services write them, private keys, and a literal of some length that is given to a password or a key. A
 * model that writes one has learned it somewhere, or made it up: neither belongs into code.
 */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /(?:password|passwd|secret|token|api_?key|пароль)["']?\s*[:=]\s*["'](?=[^"']*\d)[^"'\s$<{]{8,}["']/i,
];

/** Ends a completion before the first line that holds a secret. */
export const withoutSecrets: Filter = (text, { lineBefore }) => {
  const lines = text.split('\n');
  const at = lines.findIndex((line, index) => {
    const whole = index === 0 ? lineBefore + line : line;
    // What the user has written himself is not the model's.
    return SECRETS.some((secret) => secret.test(whole) && !(index === 0 && secret.test(lineBefore)));
  });
  return at < 0 ? text : lines.slice(0, at).join('\n');
};

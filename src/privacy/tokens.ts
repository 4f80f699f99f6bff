import type { SecretSpan } from '../core/privacy/secret.ts';

/** A part of a token's alphabet on both sides means that this is a part of something else. */
const token = (body: string, before = String.raw`[\w/+.-]`, after = String.raw`[\w/+-]`): RegExp =>
  new RegExp(`(?<!${before})(?:${body})(?!${after})`, 'g');

/**
 * Tokens that are known by their form, and that the kept rules do not know. Each with the source of its form. Lengths
 * are bounded, so that no text can hold up a search.
 */
const TOKENS: readonly RegExp[] = [
  // Yandex Cloud, "Scanning for secrets in public sources" (its own documentation): IAM cookies, IAM tokens, refresh
  // tokens; API keys; static access keys; OAuth tokens; keys of SmartCaptcha.
  token(String.raw`(?:c1|t1|rt1)\.[A-Za-z0-9_-]{1,2000}={0,2}\.[A-Za-z0-9_-]{86}={0,2}`),
  token('AQVN[A-Za-z0-9_-]{35,38}'),
  token('YC[A-Za-z0-9_-]{38}'),
  token('y[0-6]_[A-Za-z0-9_-]{55,199}'),
  token('ysc[12]_[A-Za-z0-9]{40}[0-9a-f]{8}'),
  // VK ID, "Access token": `vk1.a.` of a user or a community, `vk1.as.` of a service.
  token(String.raw`vk1\.as?\.[A-Za-z0-9_-]{40,400}`),
  // Telegram, "Authorizing your bot"; the form as gitleaks' rule `telegram-bot-api-token` has it. In an address
  // `bot` stands before it.
  /(?:(?<![\w.-])|(?<=\/bot))[0-9]{5,16}:A[A-Za-z0-9_-]{34}(?![\w-])/g,
  // JSON Web Token, RFC 7519: both heads are JSON objects in base64.
  token(String.raw`eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1500}`),
  // Jupyter, Sentry, Atlassian, PyPI, Google, DigitalOcean, Discord and Mattermost carry no such sign or one of these;
  // forms as gitleaks' rules of these names have them.
  token('AIza[A-Za-z0-9_-]{35}'),
  token('GOCSPX-[A-Za-z0-9_-]{28}'),
  token('ATATT3[A-Za-z0-9_=-]{186}'),
  token('pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,1000}'),
  token('do[opr]_v1_[a-f0-9]{64}'),
  token('sntr[yu]s_[A-Za-z0-9+/=_]{40,400}'),
  token('gl(?:ptt|rt|dt|ft|cbt|soat|imt|agent|oas)-[A-Za-z0-9_.-]{20,128}'),
  // OpenAI's earlier form, which OpenRouter, DeepSeek and others took over: `sk-`, then letters and digits.
  token('sk-(?:or-v1-|ant-)?[A-Za-z0-9]{32,120}'),
];

export function findTokens(text: string): SecretSpan[] {
  return TOKENS.flatMap((form) =>
    Array.from(text.matchAll(form), ({ 0: found, index }): SecretSpan => {
      return { start: index, end: index + found.length, kind: 'token' };
    }),
  );
}

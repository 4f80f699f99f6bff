import { isLoopback } from './serverPlace.ts';
import type { ServerSettings } from './serverSettings.ts';

/**
 * An address as people type it, made whole: a scheme (plain HTTP only for this machine and bare addresses of a local
 * network), `/v1` where no path was given, no slash at the end. What is no address is returned as it is.
 */
export function completeAddress(typed: string): string {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${guessScheme(text)}://${text}`;
  if (!URL.canParse(withScheme)) return text;
  const url = new URL(withScheme);
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/v1';
  return url.href.replace(/\/+$/, '');
}

function guessScheme(text: string): 'http' | 'https' {
  const host = text.split(/[/:]/)[0] ?? '';
  const privateNetwork = /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$/.test(host);
  return isLoopback(host) || text.startsWith('[::1]') || privateNetwork ? 'http' : 'https';
}

/** A name for a server that the user did not name: its host, made unique among the others. */
export function nameForServer(url: string, others: readonly ServerSettings[]): string {
  const host = (URL.canParse(url) ? new URL(url).host : url).replaceAll('/', ' ');
  const taken = new Set(others.map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? host : `${host} ${number}`;
    // `local` is this machine's own first part of a model's ref.
    if (!taken.has(name) && name !== 'local') return name;
  }
}

import { isLoopback } from './serverPlace.ts';
import type { ServerSettings } from './serverSettings.ts';

export type ServerAddress = Pick<ServerSettings, 'url' | 'written'>;

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

/**
 * The server that stands at this address among those of the settings, with all that they say of it, in whatever
 * spelling either is written; else a new one.
 */
export function serverAt(typed: string, servers: readonly ServerSettings[]): ServerSettings {
  const url = completeAddress(typed);
  const known = servers.find((server) => completeAddress(server.url) === url);
  return known ?? { name: nameForServer(url, servers), url };
}

/**
 * Names under which a server's key may be stored, the one in use first. A key is for a server: the path of its address
 * makes no difference. Once the name was made of the address as it was written.
 */
export function keyNames({ url, written = url }: ServerAddress): readonly [string, ...string[]] {
  const current = originOf(completeAddress(url));
  const earlier = originOf(written);
  // `null` is the origin of every address without a scheme that has a port: a key found there may be any server's.
  return earlier === current || earlier === 'null' ? [current] : [current, earlier];
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

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

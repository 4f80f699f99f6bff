import { Headers } from 'undici';
import { ModelError } from '../../core/model/modelError.ts';

/** Theirs who carry a request, not its sender's: nobody accepts them from outside, and nothing would be sent. */
const CARRIERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers of a server's settings.
 * @throws ModelError `unreachable` (`badHeaders`) naming the one that no request can carry; its value may be a secret
 */
export function ownHeaders(own: Readonly<Record<string, string>> | undefined, host: string): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(own ?? {})) {
    try {
      if (CARRIERS.has(name.toLowerCase())) throw new TypeError('not for the sender to set');
      headers.set(name, value);
    } catch (error) {
      throw new ModelError('unreachable', { host, reason: 'badHeaders', detail: name }, { cause: error });
    }
  }
  return headers;
}

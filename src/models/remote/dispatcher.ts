import type { SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { Agent, buildConnector, Pool, ProxyAgent, Socks5ProxyAgent } from 'undici';
import type { NetworkSettings } from '../../core/model/network.ts';

export interface Way {
  readonly target: URL;
  readonly proxy: URL | undefined;
  readonly network: NetworkSettings;
  /** Whose certificates are trusted, by the server as by an encrypted proxy; nothing: those that Node trusts. */
  readonly secureContext: SecureContext | undefined;
}

/** The caller's own clock watches for the first token and for silence. */
const UNLIMITED = { headersTimeout: 0, bodyTimeout: 0 };

/** Makes and keeps the connections to one server. */
export function createDispatcher({ target, proxy, network, secureContext }: Way): Dispatcher {
  const timeout = network.timeouts.connect * 1000;
  const connect = {
    rejectUnauthorized: network.strictCertificates,
    timeout,
    ...(secureContext ? { secureContext } : {}),
  };
  if (!proxy) return new Agent({ ...UNLIMITED, connect });
  if (isSocks(proxy)) {
    // Not by `ProxyAgent`: given settings of TLS for the server, it speaks TLS to the SOCKS proxy too.
    const socks = { connect: buildConnector({ timeout }), requestTls: connect };
    // Its pools are made without our limits, so that each request has to bring them.
    return new Socks5ProxyAgent(proxy, socks).compose(
      (dispatch) => (options, handler) => dispatch({ ...options, ...UNLIMITED }, handler),
    );
  }
  return new ProxyAgent({
    ...UNLIMITED,
    uri: proxy.href,
    // Many proxies allow tunnels to HTTPS ports alone.
    proxyTunnel: target.protocol === 'https:',
    requestTls: connect,
    proxyTls: connect,
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: timeout }),
    ...(network.proxyAuthorization ? { token: network.proxyAuthorization } : {}),
  });
}

function isSocks({ protocol }: URL): boolean {
  return protocol === 'socks5:' || protocol === 'socks:';
}

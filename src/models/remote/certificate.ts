import { X509Certificate } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { rootCertificates, TLSSocket } from 'node:tls';

/** Who vouched for a server: the file of its settings, Node's own list, or the system's store. */
export type Authority = 'file' | 'builtIn' | 'system';

export interface SeenCertificate {
  /** Name of who signed it. */
  readonly issuer: string;
  /** Day until which it is valid: `2027-03-31`. */
  readonly validTo: string;
  readonly authority: Authority;
}

/** Reports each connection that undici has made; through a proxy, that to the server behind it. */
const CONNECTED = 'undici:client:connected';

/** Runs `connect` and gives the certificate that the host showed in it; nothing when no new TLS connection was made. */
export async function certificateSeen(
  hostname: string,
  caFile: string | undefined,
  connect: () => Promise<unknown>,
): Promise<SeenCertificate | undefined> {
  let chain: X509Certificate[] = [];
  const bare = hostname.replace(/^\[|\]$/g, '');
  const listen = (message: unknown): void => {
    const { socket, connectParams } = message as { socket: unknown; connectParams: { hostname: string } };
    if (socket instanceof TLSSocket && connectParams.hostname === bare) chain = chainOf(socket);
  };
  const connections = channel(CONNECTED);
  connections.subscribe(listen);
  try {
    await connect();
  } finally {
    connections.unsubscribe(listen);
  }
  const [own] = chain;
  if (!own) return undefined;
  return {
    issuer: nameOf(own.issuer),
    validTo: new Date(own.validTo).toISOString().slice(0, 10),
    authority: await authorityOf(chain, caFile),
  };
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next && !chain.some((known) => known.fingerprint256 === next?.fingerprint256)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

async function authorityOf(
  chain: readonly X509Certificate[],
  caFile: string | undefined,
): Promise<Authority> {
  const signedBy = (pem: string): boolean => {
    const authority = new X509Certificate(pem);
    return chain.some((one) => one.fingerprint256 === authority.fingerprint256 || one.checkIssued(authority));
  };
  const own = caFile ? certificatesIn(await readFile(caFile, 'utf8')) : [];
  if (own.some(signedBy)) return 'file';
  return rootCertificates.some(signedBy) ? 'builtIn' : 'system';
}

function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

/** The common name in a distinguished name, else its organisation, else all of it in one line. */
function nameOf(distinguished: string): string {
  const field = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(distinguished)?.[1];
  return field('CN') ?? field('O') ?? distinguished.replaceAll('\n', ', ');
}

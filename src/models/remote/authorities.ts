import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';

export interface AuthoritySources {
  /** PEM file with authorities of the server's own. */
  readonly caFile?: string | undefined;
  /** The system's store counts too. Node before 22.15 cannot read it. */
  readonly system: boolean;
}

/**
 * Whose certificates are trusted, made once and not for each connection: reading them all takes milliseconds.
 * Nothing when Node's own authorities are enough.
 */
export async function trustedAuthorities({
  caFile,
  system,
}: AuthoritySources): Promise<tls.SecureContext | undefined> {
  if (!caFile && !system) return undefined;
  const own = caFile ? [await readFile(caFile, 'utf8')] : [];
  const stored = system ? await systemAuthorities() : [];
  return tls.createSecureContext({ ca: [...new Set([...builtInAuthorities(), ...stored, ...own])] });
}

/** Node's own and those of `NODE_EXTRA_CA_CERTS`. */
function builtInAuthorities(): readonly string[] {
  return tls.getCACertificates?.('default') ?? tls.rootCertificates;
}

const READ_SYSTEM = `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage(require('node:tls').getCACertificates?.('system') ?? []);
`;

let read: Promise<readonly string[]> | undefined;

/** The system's store does not change while we run; reading it would hold up this thread for some 50 ms. */
function systemAuthorities(): Promise<readonly string[]> {
  read ??= new Promise((resolve, reject) => {
    new Worker(READ_SYSTEM, { eval: true }).once('message', resolve).once('error', reject);
  });
  return read;
}

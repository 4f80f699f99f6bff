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
  const own = caFile ? [await readPem(caFile)] : [];
  const stored = system ? await systemAuthorities() : [];
  return tls.createSecureContext({ ca: [...new Set([...builtInAuthorities(), ...stored, ...own])] });
}

/** OpenSSL passes over what is no PEM without a word, and the server's authority then seems to be unknown. */
async function readPem(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  if (!/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(text)) throw new Error('no certificate in the file');
  return text;
}

/** Node's own and those of `NODE_EXTRA_CA_CERTS`. */
function builtInAuthorities(): readonly string[] {
  return tls.getCACertificates?.('default') ?? tls.rootCertificates;
}

const READ_SYSTEM = `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage(require('node:tls').getCACertificates?.('system') ?? []);
`;

/** Milliseconds in which a system's store is read. */
const MOST_READING = 10_000;

/** The system's store does not change while we run; reading it would hold up this thread for some 50 ms. */
const systemAuthorities = keptUnlessFailed(() => fromWorker(READ_SYSTEM, MOST_READING));

/** `make`, run once; a failure is not kept, so that the next call runs it again. */
export function keptUnlessFailed<T>(make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    kept ??= make().catch((error) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

/** The first message of a thread that runs `script`. One that ends without, or is late, is a failure. */
export function fromWorker(script: string, milliseconds: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true });
    const limit = setTimeout(() => void worker.terminate(), milliseconds);
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', (code) => {
        clearTimeout(limit);
        reject(new Error(`the certificates' reader ended: ${code}`));
      });
  });
}

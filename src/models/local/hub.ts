import { DownloadError } from '../../core/model/downloadError.ts';
import type { CatalogueFile } from '../../core/model/fileCatalogue.ts';
import { exchange, type FileResponse, type Patience, type RequestHeaders, refusalOf } from './exchange.ts';

/** Where model files come from: Hugging Face, or what stands in for it. */
export interface Hub {
  /** Its address, without a slash at the end. */
  readonly endpoint: string;
  /** For requests to its own origin alone. */
  readonly headers: RequestHeaders;
}

/** A file as its hub describes it. */
export interface HubFile {
  readonly url: string;
  /** Bytes. */
  readonly size?: number;
  /** Hexadecimal. */
  readonly sha256?: string;
}

const HUGGING_FACE = 'https://huggingface.co';
/** The list of a repository's files, in bytes: nobody sends more in earnest. */
const LONGEST_LIST = 4 * 1024 * 1024;
const MOST_HOPS = 5;

export interface HubSettings {
  /** Address of the setting; empty = none. */
  readonly mirror: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The setting's mirror, else `HF_ENDPOINT`, else Hugging Face itself. `HF_TOKEN` is for the latter two: whoever has
 * set a mirror in the editor has not chosen to be known there.
 * @throws DownloadError `network` (`badAddress`)
 */
export function chooseHub({ mirror, environment }: HubSettings): Hub {
  const endpoint = mirror.trim() || environment['HF_ENDPOINT']?.trim() || HUGGING_FACE;
  const address = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new DownloadError('network', { host: endpoint, reason: 'badAddress' });
  }
  const token = environment['HF_TOKEN']?.trim() ?? '';
  const known = !mirror.trim() || address.origin === HUGGING_FACE;
  const sent = known && /^[\x21-\x7e]+$/.test(token);
  return {
    endpoint: address.href.replace(/\/+$/, ''),
    headers: sent ? { authorization: `Bearer ${token}` } : {},
  };
}

/**
 * Asks a hub where a file of the catalogue is, how large, and what its digest is. A mirror that only holds files has no
 * list of them: then what the file's own address tells must do.
 * @throws DownloadError `unknownVersion` when its digest is another one than the catalogue's, and all that `exchange`
 * throws
 */
export async function locate(
  file: CatalogueFile,
  hub: Hub,
  patience: Pick<Patience, 'fetch' | 'stall'>,
  signal: AbortSignal,
): Promise<HubFile> {
  const asked = { hub, patience, signal, host: new URL(hub.endpoint).host };
  const listed = await list(file, asked);
  const entry = listed && entryOf(listed, file);
  if (listed && !entry) throw new DownloadError('notFound', { host: asked.host });
  const url = resolved(hub, file, entry?.path ?? file.name);
  const told = entry?.sha256 === undefined ? { ...(await describe(url, asked)), ...entry } : entry;
  const known = file.sha256?.toLowerCase();
  if (known !== undefined && told.sha256 !== undefined && known !== told.sha256) {
    throw new DownloadError('unknownVersion', { host: asked.host, detail: told.sha256 });
  }
  const sha256 = known ?? told.sha256;
  return {
    url,
    ...(told.size !== undefined && { size: told.size }),
    ...(sha256 !== undefined && { sha256 }),
  };
}

interface Asked {
  readonly hub: Hub;
  readonly patience: Pick<Patience, 'fetch' | 'stall'>;
  readonly signal: AbortSignal;
  readonly host: string;
}

interface Entry {
  readonly path: string;
  readonly size?: number;
  readonly sha256?: string;
}

function resolved({ endpoint }: Hub, { repository }: CatalogueFile, path: string): string {
  return `${endpoint}/${repository}/resolve/main/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The files of the repository; nothing when this hub keeps no such list. */
async function list({ repository }: CatalogueFile, asked: Asked): Promise<Entry[] | undefined> {
  const { hub, patience, signal, host } = asked;
  const url = `${hub.endpoint}/api/models/${repository}/tree/main?recursive=false`;
  return exchange(patience, host, signal, async (watch) => {
    const headers = { ...hub.headers, accept: 'application/json', 'accept-encoding': 'identity' };
    const response = await patience.fetch(url, { headers, signal: watch.signal });
    watch.alive();
    const refusal = refusalOf(response, host);
    if (response.status === 200 && !refusal) return entriesOf(await text(response, () => watch.alive()));
    await response.body?.cancel();
    // A hub says what is wrong by a code of its own; a mirror of files alone refuses what it does not know.
    const byHub = response.headers.has('x-error-code');
    if (refusal && (byHub || refusal.kind === 'network')) throw refusal;
    return undefined;
  });
}

async function text(response: FileResponse, alive: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let read = '';
  for await (const piece of response.body ?? []) {
    alive();
    read += decoder.decode(piece, { stream: true });
    if (read.length > LONGEST_LIST) break;
  }
  return read;
}

/** Nothing when it is no such list. */
function entriesOf(json: string): Entry[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  return Array.isArray(parsed) ? parsed.flatMap(entryFrom) : undefined;
}

function entryFrom(value: unknown): Entry[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, path, size, lfs } = value as Record<string, unknown>;
  if (type !== 'file' || typeof path !== 'string') return [];
  const large = typeof lfs === 'object' && lfs !== null ? (lfs as Record<string, unknown>) : {};
  const bytes = sizeFrom(large['size']) ?? sizeFrom(size);
  const sha256 = digestFrom(large['oid']);
  return [{ path, ...(bytes !== undefined && { size: bytes }), ...(sha256 !== undefined && { sha256 }) }];
}

/** The file of that name, however it is written there, or the only one of its quantisation. */
function entryOf(entries: readonly Entry[], { name, quantisation }: CatalogueFile): Entry | undefined {
  const models = entries.filter(({ path }) => /\.gguf$/i.test(path));
  const sameName = ({ path }: Entry) => path.toLowerCase() === name.toLowerCase();
  const ofQuantisation = models.filter(({ path }) => path.toLowerCase().includes(quantisation.toLowerCase()));
  const only = ofQuantisation.length === 1 ? ofQuantisation[0] : undefined;
  return models.find(({ path }) => path === name) ?? models.find(sameName) ?? only;
}

/** What the file's own address tells of it, or where it leads on within this hub. */
async function describe(url: string, asked: Asked): Promise<Omit<Entry, 'path'>> {
  const { hub, patience, signal, host } = asked;
  return exchange(patience, host, signal, async (watch) => {
    let target = url;
    for (let hops = 0; ; hops++) {
      const { headers } = hub;
      const init = { method: 'HEAD', headers, redirect: 'manual', signal: watch.signal } as const;
      const response = await patience.fetch(target, init);
      watch.alive();
      await response.body?.cancel();
      const refusal = refusalOf(response, host);
      // Some servers of files know no HEAD: the download itself will tell.
      if (refusal?.kind === 'refused') return {};
      if (refusal) throw refusal;
      const size = sizeFrom(Number(response.headers.get('x-linked-size') ?? Number.NaN));
      const sha256 = digestFrom(response.headers.get('x-linked-etag')?.replaceAll('"', ''));
      const onward = onwardOf(response, target);
      if (size !== undefined || sha256 !== undefined || onward === undefined || hops >= MOST_HOPS) {
        return { ...(size !== undefined && { size }), ...(sha256 !== undefined && { sha256 }) };
      }
      target = onward;
    }
  });
}

function onwardOf({ status, headers }: FileResponse, from: string): string | undefined {
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  if (location === null || !URL.canParse(location, from)) return undefined;
  const target = new URL(location, from);
  return target.origin === new URL(from).origin ? target.href : undefined;
}

function sizeFrom(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** SHA-256 as it is written by hubs. */
function digestFrom(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined;
}

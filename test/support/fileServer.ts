/** A server of one file under whatever path, with ranges, a hub's list of files, and the faults that downloads meet. */
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServerOptions {
  /** Ranges are answered. True unless given. */
  readonly ranges?: boolean;
  /** Another answer than the file. */
  readonly respond?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean;
  /** The connection is cut after so many bytes of each answer. */
  readonly cutAfter?: number;
  /** Nothing more comes after so many bytes of an answer; the connection stays. */
  readonly hangAfter?: number;
  /** What a hub's list of a repository's files says; without it the server is no hub. */
  readonly hub?: unknown;
  /** A hub's file address leads on, and tells of the file by these headers. */
  readonly linked?: Readonly<Record<string, string>>;
  /** Bytes a second; as fast as possible unless given. */
  readonly speed?: number;
}

export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** `Range` of each request; `''` = none. */
  readonly ranges: readonly string[];
  /** `GET /path`, and the authorisation where there was one. */
  readonly requests: readonly string[];
  /** Without a path. */
  readonly origin: string;
  readonly sha256: string;
  bytes: Buffer;
  options: FileServerOptions;
}

const CHUNK = 64 * 1024;

/** @param size bytes of the file, which are random */
export async function startFileServer(size: number, options: FileServerOptions = {}): Promise<FileServer> {
  const ranges: string[] = [];
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    const { method, url = '', headers } = request;
    requests.push([method, url, headers.authorization].filter(Boolean).join(' '));
    if (url.startsWith('/api/')) return void answerAsHub(state.options, response);
    if (method !== 'HEAD') ranges.push(headers.range ?? '');
    if (state.options.respond?.(request, response)) return;
    if (state.options.linked && url.includes('/resolve/')) {
      const location = `${state.origin}/storage/file`;
      return void response.writeHead(302, { ...state.options.linked, location }).end();
    }
    serve(state, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state = {
    origin,
    url: `${origin}/models/file.gguf`,
    ranges,
    requests,
    bytes: randomBytes(size),
    options,
    get sha256() {
      return digest(state.bytes);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function answerAsHub({ hub }: FileServerOptions, response: http.ServerResponse): void {
  if (hub === undefined) response.writeHead(404).end('not found');
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(hub));
}

async function serve(
  { bytes, options }: Pick<FileServer, 'bytes' | 'options'>,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { ranges = true, cutAfter, hangAfter, speed } = options;
  const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
  if (from > 0 && from >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const part = bytes.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    etag: `"${digest(bytes).slice(0, 16)}"`,
    'content-length': part.length,
    ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  for (let at = 0; at < part.length; at += CHUNK) {
    const end = Math.min(
      at + CHUNK,
      cutAfter ?? Number.POSITIVE_INFINITY,
      hangAfter ?? Number.POSITIVE_INFINITY,
    );
    const chunk = part.subarray(at, end);
    if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
    if (cutAfter !== undefined && at + CHUNK >= cutAfter) {
      // What was written goes out first.
      setTimeout(() => response.destroy(), 20);
      return;
    }
    if (hangAfter !== undefined && at + CHUNK >= hangAfter) return;
    if (speed) await new Promise((resolve) => setTimeout(resolve, (CHUNK / speed) * 1000));
  }
  response.end();
}

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import net from 'node:net';

export interface TestProxy extends AsyncDisposable {
  readonly url: string;
  /** One line a request or tunnel: `CONNECT server.test:443`, `GET http://server.test/v1/models`. */
  readonly seen: readonly string[];
}

/**
 * A proxy on 127.0.0.1 that leads every request and tunnel to one port of this machine, whatever host was asked for.
 * With `authorization` it answers 407 to whoever does not send exactly that. With `tls` it is spoken to by TLS, and
 * shows the certificate that the test authority signed.
 */
export async function startProxy(target: {
  port: number;
  authorization?: string;
  tls?: boolean;
}): Promise<TestProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const refuses = (headers: http.IncomingHttpHeaders): boolean =>
    target.authorization !== undefined && headers['proxy-authorization'] !== target.authorization;
  const forward: http.RequestListener = (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (refuses(request.headers)) return void response.writeHead(407).end();
    const { pathname } = new URL(request.url ?? '/');
    const { method, headers } = request;
    const onward = http.request(
      { host: '127.0.0.1', port: target.port, path: pathname, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const read = (name: string) => readFile(new URL(`./certificates/${name}`, import.meta.url));
  const server = target.tls
    ? https.createServer({ cert: await read('server.pem'), key: await read('server.key') }, forward)
    : http.createServer(forward);
  server.on('connect', (request: http.IncomingMessage, client: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    sockets.add(client);
    if (refuses(request.headers))
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = net.connect(target.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    sockets.add(onward);
    for (const socket of [client, onward]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return { url: `${target.tls ? 'https' : 'http'}://127.0.0.1:${port}`, seen, [Symbol.asyncDispose]: close };
}

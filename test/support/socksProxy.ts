import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import net from 'node:net';
import type { TestProxy } from './openaiServerProxy.ts';

export interface SocksTarget {
  readonly port: number;
  /** Without exactly these the proxy refuses. */
  readonly login?: { readonly user: string; readonly password: string };
}

const VERSION = 5;
const BY_PASSWORD = 2;
const DOMAIN = 3;

/**
 * A SOCKS5 proxy (RFC 1928, 1929) on 127.0.0.1 that leads every connection to one port of this machine, whatever host
 * was asked for. It closes what does not speak SOCKS5. `seen`: one line a connection, `server.test:443`.
 */
export async function startSocksProxy({ port, login }: SocksTarget): Promise<TestProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const greet = async (client: Socket, read: Read): Promise<void> => {
    const [version, methods = 0] = await read(2);
    if (version !== VERSION) throw new Error('no SOCKS5');
    await read(methods);
    client.write(Buffer.from([VERSION, login ? BY_PASSWORD : 0]));
    if (!login) return;
    const text = async (): Promise<string> => (await read((await read(1))[0] ?? 0)).toString();
    await read(1);
    const right = (await text()) === login.user && (await text()) === login.password;
    client.write(Buffer.from([1, right ? 0 : 1]));
    if (!right) throw new Error('wrong login');
  };
  const serve = async (client: Socket): Promise<void> => {
    const read = reader(client);
    await greet(client, read);
    const [, , , type] = await read(4);
    const length = type === DOMAIN ? ((await read(1))[0] ?? 0) : 4;
    const host = await read(length);
    const name = type === DOMAIN ? host.toString() : host.join('.');
    seen.push(`${name}:${(await read(2)).readUInt16BE()}`);
    const onward = net.connect(port, '127.0.0.1');
    sockets.add(onward);
    onward.on('error', () => client.destroy());
    await once(onward, 'connect');
    client.write(Buffer.from([VERSION, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
    client.pipe(onward).pipe(client);
  };
  const server = net.createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    serve(client).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `socks5://127.0.0.1:${address.port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Read = (length: number) => Promise<Buffer>;

/** Takes exactly so many bytes from a socket, which then may still be piped on. */
function reader(socket: Socket): Read {
  return async (length) => {
    if (length === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes) return bytes;
      if (socket.readableEnded || socket.destroyed) throw new Error('closed');
      await Promise.race([once(socket, 'readable'), once(socket, 'end')]);
    }
  };
}

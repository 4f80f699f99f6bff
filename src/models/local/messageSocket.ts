import type { Socket } from 'node:net';

/** Characters of one message, and bytes that wait for a reader that does not read: far beyond any true one. */
const MOST = 64 * 2 ** 20;

/** Messages in both directions over one connection: each a line of JSON. */
export class MessageSocket<Incoming, Outgoing> {
  readonly #socket: Socket;
  readonly #onMessage: (message: Incoming) => void;
  #rest: string[] = [];
  #waiting = 0;

  /** @param onMessage what the other side is trusted to send: nothing is checked but that it is JSON */
  constructor(socket: Socket, onMessage: (message: Incoming) => void) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#read(text));
    // `close` follows and tells all that there is to tell.
    socket.on('error', () => undefined);
  }

  /** Lost when the other side is gone. */
  send(message: Outgoing): void {
    if (!this.#socket.writable) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > MOST) this.#socket.destroy();
  }

  /** After what was sent has gone out. */
  end(): void {
    this.#socket.end();
  }

  #read(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      const whole = this.#rest.join('') + line;
      this.#rest = [];
      this.#waiting = 0;
      if (!this.#hear(whole)) return;
    }
    this.#rest.push(last);
    this.#waiting += last.length;
    if (this.#waiting > MOST) this.#socket.destroy();
  }

  #hear(line: string): boolean {
    let message: Incoming;
    try {
      message = JSON.parse(line);
    } catch {
      this.#socket.destroy();
      return false;
    }
    this.#onMessage(message);
    return !this.#socket.destroyed;
  }
}

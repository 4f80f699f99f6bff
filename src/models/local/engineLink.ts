import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type EngineAddress, proofOf } from './engineAddress.ts';
import { MessageSocket } from './messageSocket.ts';
import { type FromDoor, PROTOCOL, type ToDoor, type ToEngine } from './protocol.ts';

/** Milliseconds in which a door answers: it is never busy with the model. */
const PATIENCE = 5000;

type Hello = Extract<FromDoor, { kind: 'hello' }>;

/** A window's way to an engine that serves it. */
export interface EngineLink {
  readonly pid: number;
  /** The file of what the engine writes to its standard error. */
  readonly log: string;
  /** Bytes of it that were there before. */
  readonly logged: number;
  /** Resolves when nothing comes any more: the engine is dead, or has let this window go. */
  readonly closed: Promise<void>;
  send(message: ToEngine): void;
  /**
   * Nothing more is wanted of the engine.
   * @param warm it may wait a while for this window to come back; else it frees the memory if this was the last one
   */
  leave(warm: boolean): void;
}

export type Greeting =
  | { readonly kind: 'link'; readonly link: EngineLink }
  /** Nobody is there, or somebody who is just going. */
  | { readonly kind: 'nobody' }
  /** Somebody is there, and it is no engine for us. */
  | { readonly kind: 'stranger'; readonly why: string };

/** Errors of a connection to an address where no engine is, or one that is just going. */
const NOBODY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** Goes to see who is at an address. Never rejects. @param hear gets all messages but the greeting */
export function greet(address: EngineAddress, hear: (message: FromDoor) => void): Promise<Greeting> {
  return new Promise((resolve) => {
    const challenge = randomBytes(16).toString('hex');
    const socket = connect(address.socket);
    const end = (greeting: Greeting): void => {
      clearTimeout(timer);
      resolve(greeting);
      if (greeting.kind !== 'link') socket.destroy();
    };
    const timer = setTimeout(() => end({ kind: 'stranger', why: 'it does not answer' }), PATIENCE);
    let greeted = false;
    const messages = new MessageSocket<FromDoor, ToDoor>(socket, (message) => {
      if (greeted) hear(message);
      else if (message.kind !== 'hello') end({ kind: 'stranger', why: 'it does not greet' });
      else if (message.protocol !== PROTOCOL) end({ kind: 'stranger', why: 'it is of another version' });
      else if (message.proof !== proofOf(challenge, address.secret)) {
        end({ kind: 'stranger', why: "it is not this user's" });
      } else {
        greeted = true;
        end({ kind: 'link', link: linkOf(socket, messages, message) });
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.includes(error.code ?? '')) end({ kind: 'nobody' });
      else end({ kind: 'stranger', why: error.message });
    });
    socket.on('close', () => end({ kind: 'nobody' }));
    messages.send({ kind: 'hello', protocol: PROTOCOL, challenge });
  });
}

function linkOf(
  socket: Socket,
  messages: MessageSocket<FromDoor, ToDoor>,
  { pid, log, logged }: Hello,
): EngineLink {
  return {
    pid,
    log,
    logged,
    closed: new Promise((resolve) => {
      socket.on('close', () => resolve());
    }),
    send: (message) => messages.send(message),
    leave: (warm) => {
      if (warm) messages.end();
      else messages.send({ kind: 'leave' });
    },
  };
}

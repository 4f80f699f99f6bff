import type { Question } from '../../core/chat/chat.ts';
import { newChat } from '../../core/chat/chat.ts';
import { type ChatPorts, ChatSession, type SessionEvent } from '../../core/chat/chatSession.ts';
import type { ToPanel } from '../../core/chat/protocol.ts';
import { Emitter } from '../../core/events.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { Log } from '../log.ts';
import type { ChatStore } from './chatStore.ts';
import { chatView, turnView } from './turnView.ts';

/** Milliseconds between two messages with more of an answer: faster than the eye, slower than the tokens. */
const DELTA_EVERY = 25;
/** Milliseconds between two saves of an answer under way. */
const SAVE_EVERY = 2000;

type Delta = Extract<ToPanel, { type: 'delta' }>;

/** The chat that the panel shows: it asks, streams the answer to the panel, and stores what came. */
export class Conversation {
  readonly #ports: ChatPorts;
  readonly #store: ChatStore;
  readonly #post: (message: ToPanel) => void;
  readonly #log: Log;
  readonly #changed = new Emitter<void>();
  #session: ChatSession;
  /** Answers under way: of the chat that is shown, and for a moment of one that was left. */
  readonly #runs = new Map<ChatSession, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  #pending: Delta | undefined;
  #ticking = false;
  #savedAt = 0;
  #saving: Promise<void> = Promise.resolve();
  #failedSave = false;

  constructor(ports: ChatPorts, store: ChatStore, post: (message: ToPanel) => void, log: Log) {
    this.#ports = ports;
    this.#store = store;
    this.#post = post;
    this.#log = log;
    this.#session = this.#newSession();
  }

  /** Another chat is shown, or an answer began or ended. */
  readonly onDidChange = this.#changed.on;

  get session(): ChatSession {
    return this.#session;
  }

  get busy(): boolean {
    return this.#runs.has(this.#session);
  }

  /** A chat could not be stored; the panel shows it once. */
  onSaveFailed: () => void = () => {};

  /** Nothing came of asking again: the answers are as they were. */
  onAskedInVain: (event: Extract<SessionEvent, { type: 'restored' }>) => void = () => {};

  show(): void {
    this.#post({ type: 'chat', chat: chatView(this.#session.chat) });
    this.#post({ type: 'busy', busy: this.busy });
  }

  async startNew(): Promise<void> {
    if (this.#session.chat.turns.length > 0) await this.#open(this.#newSession());
  }

  /** @returns false when the chat is not there any more */
  async open(id: string): Promise<boolean> {
    if (id === this.#session.chat.id) return true;
    const chat = await this.#store.load(id);
    if (chat) await this.#open(new ChatSession(chat, this.#ports));
    return chat !== undefined;
  }

  stop(): void {
    this.#runs.get(this.#session)?.abort.abort();
  }

  /** Resolves when the answer has ended, in whatever way. */
  ask(question: Question): Promise<void> {
    return this.#run((session, signal) => session.ask(question, signal));
  }

  regenerate(turn: string): Promise<void> {
    return this.#run((session, signal) => session.regenerate(turn, signal));
  }

  resend(turn: string, text: string): Promise<void> {
    return this.#run((session, signal) => session.resend(turn, text, signal));
  }

  continueAnswer(turn: string): Promise<void> {
    return this.#run((session, signal) => session.continueAnswer(turn, signal));
  }

  async rename(title: string): Promise<void> {
    this.#session.rename(title);
    this.show();
    await this.#save();
  }

  /** Resolves when answers that were stopped have ended and are stored. */
  async settled(): Promise<void> {
    const left = [...this.#runs].filter(([session]) => session !== this.#session);
    await Promise.all(left.map(([, { ended }]) => ended));
  }

  /** Ends all answers and waits until everything is stored. */
  async close(): Promise<void> {
    for (const { abort } of this.#runs.values()) abort.abort();
    await Promise.all([...this.#runs.values()].map(({ ended }) => ended));
    await this.#saving;
  }

  async #open(session: ChatSession): Promise<void> {
    this.stop();
    this.#flush();
    this.#session = session;
    this.show();
    this.#changed.fire();
  }

  #newSession(): ChatSession {
    const { newId, now } = this.#ports;
    return new ChatSession(newChat(newId(), now()), this.#ports);
  }

  #run(begin: (session: ChatSession, signal: AbortSignal) => AsyncIterable<SessionEvent>): Promise<void> {
    const session = this.#session;
    // A second question while an answer is under way: the panel shows Stop then and sends none.
    if (this.#runs.has(session)) return Promise.resolve();
    const abort = new AbortController();
    const ended = this.#stream(session, begin(session, abort.signal));
    this.#runs.set(session, { abort, ended });
    this.#post({ type: 'busy', busy: true });
    this.#changed.fire();
    return ended;
  }

  async #stream(session: ChatSession, events: AsyncIterable<SessionEvent>): Promise<void> {
    try {
      for await (const event of events) {
        // Another chat is shown: this answer has been stopped and only needs to be stored.
        if (session === this.#session) this.#tell(event);
        if (this.#ports.now() - this.#savedAt > SAVE_EVERY) void this.#save(session);
      }
    } finally {
      this.#runs.delete(session);
      if (session === this.#session) {
        this.#flush();
        this.#post({ type: 'busy', busy: false });
      }
      await this.#save(session);
      this.#changed.fire();
    }
  }

  #tell(event: SessionEvent): void {
    if (event.type === 'delta') {
      this.#merge(event);
      return;
    }
    this.#flush();
    if (event.type === 'restored') this.onAskedInVain(event);
    else this.#post(event.type === 'turn' ? { type: 'turn', turn: turnView(event.turn) } : event);
  }

  #merge(delta: Delta): void {
    const pending = this.#pending;
    const joined = (key: 'text' | 'reasoning'): { [K in typeof key]?: string } => {
      const text = (pending?.[key] ?? '') + (delta[key] ?? '');
      return text === '' ? {} : { [key]: text };
    };
    this.#pending = { ...pending, ...delta, ...joined('text'), ...joined('reasoning') };
    if (this.#ticking) return;
    this.#ticking = true;
    setTimeout(() => {
      this.#ticking = false;
      this.#flush();
    }, DELTA_EVERY);
  }

  #flush(): void {
    if (this.#pending) this.#post(this.#pending);
    this.#pending = undefined;
  }

  /** Saves follow each other: each stores the chat as it is by then, under the id that the one before gave it. */
  #save(session = this.#session): Promise<void> {
    this.#savedAt = this.#ports.now();
    this.#saving = this.#saving.then(() => this.#write(session));
    return this.#saving;
  }

  async #write(session: ChatSession): Promise<void> {
    try {
      const { id, revision } = await this.#store.save(session.chat);
      session.adoptStored(id, revision);
      this.#failedSave = false;
    } catch (error) {
      this.#log.line(`chat not stored: ${ModelError.from(error).message}`);
      if (!this.#failedSave) this.onSaveFailed();
      this.#failedSave = true;
    }
  }
}

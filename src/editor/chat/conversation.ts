import type { Chat, Question } from '../../core/chat/chat.ts';
import { newChat } from '../../core/chat/chat.ts';
import type { ChatPorts, Secrets, SessionEvent } from '../../core/chat/chatPorts.ts';
import { ChatSession } from '../../core/chat/chatSession.ts';
import type { ToPanel } from '../../core/chat/protocol.ts';
import { Emitter } from '../../core/events.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { Log } from '../log.ts';
import type { ChatStore } from './chatStore.ts';
import { chatTexts } from './texts.ts';
import { chatView, turnView } from './turnView.ts';

/** Milliseconds between two messages with more of an answer: faster than the eye, slower than the tokens. */
const DELTA_EVERY = 25;
/** Milliseconds between two saves of an answer under way. */
const SAVE_EVERY = 2000;

type Begin = (session: ChatSession, signal: AbortSignal) => AsyncIterable<SessionEvent>;
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
  /** Hold more than the disk does: an answer under way, or one whose last save is still to come or has failed. */
  readonly #unsaved = new Set<ChatSession>();
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

  /** What followed in the chat until now stays in the history, under this title. */
  onKeptCopy: (title: string) => void = () => {};

  /** Another window had changed a chat too, and ours has become a chat of its own; the panel shows it once. */
  onBecameCopy: (title: string) => void = () => {};

  show(): void {
    // What waits to be sent is in the chat already.
    this.#pending = undefined;
    this.#post({ type: 'chat', chat: chatView(this.#session.chat) });
    this.#post({ type: 'busy', busy: this.busy });
  }

  /** @param item of the turn's question; nothing = the turn itself */
  async pin(turn: string, item: string | undefined, pinned: boolean): Promise<void> {
    const session = this.#session;
    if (!session.chat.turns.some(({ id }) => id === turn)) return;
    this.#post({ type: 'turn', turn: turnView(session.pin(turn, item, pinned)) });
    this.#unsaved.add(session);
    this.#changed.fire();
    await this.#save(session);
  }

  /**
   * Replaces the oldest turns in later requests by a summary.
   * @returns false when nothing came of it
   * @throws ModelError
   */
  async condense(signal: AbortSignal, { onDemand }: { readonly onDemand: boolean }): Promise<boolean> {
    const session = this.#session;
    if (!(await session.condense(signal, { onDemand }))) return false;
    this.#unsaved.add(session);
    if (session === this.#session) {
      this.#showSummary();
      this.#changed.fire();
    }
    await this.#save(session);
    return true;
  }

  #showSummary(): void {
    const { summary } = this.#session.chat;
    this.#post({ type: 'summary', ...(summary ? { summary } : {}) });
  }

  async startNew(): Promise<void> {
    if (this.#session.chat.turns.length > 0) this.#open(this.#newSession());
  }

  /**
   * Shows another chat. One whose answer is still ending is taken up as it is: its file does not hold all of it yet.
   * @returns false when the chat is not there any more
   * @throws DamagedChatError: its file has been set aside, which the store has told; NewerChatError
   */
  async open(id: string): Promise<boolean> {
    if (id === this.#session.chat.id) return true;
    const chat = this.#find(id) ?? (await this.#store.load(id));
    if (!chat) return false;
    // Asked again: it may have been opened, or left with something unsaved, while the file was read.
    if (id === this.#session.chat.id) return true;
    this.#open(chat instanceof ChatSession ? chat : (this.#find(id) ?? new ChatSession(chat, this.#ports)));
    return true;
  }

  /** A chat of which more is known here than its file holds. */
  held(id: string): Chat | undefined {
    return this.#find(id)?.chat;
  }

  stop(): void {
    this.#runs.get(this.#session)?.abort.abort();
  }

  /** Resolves when the answer has ended, in whatever way. */
  ask(question: Question, secrets?: Secrets): Promise<void> {
    return this.#run((session, signal) => session.ask(question, signal, secrets));
  }

  regenerate(turn: string, secrets?: Secrets): Promise<void> {
    return this.#again(turn, (session, signal) => session.regenerate(turn, signal, secrets));
  }

  resend(turn: string, text: string): Promise<void> {
    return this.#again(turn, (session, signal) => session.resend(turn, text, signal));
  }

  continueAnswer(turn: string): Promise<void> {
    return this.#again(turn, (session, signal) => session.continueAnswer(turn, signal));
  }

  /** @returns false when the chat is not held here: its file alone is to be changed */
  async rename(id: string, title: string): Promise<boolean> {
    const session = this.#find(id);
    if (!session) return false;
    session.rename(title);
    this.#unsaved.add(session);
    if (session === this.#session) this.show();
    await this.#save(session);
    return true;
  }

  /**
   * Leaves a chat, if it is the one that is shown, and waits until nothing more of it will be stored.
   * @returns its id by then: the last save may have made it a copy
   */
  async leave(id: string): Promise<string> {
    const session = this.#find(id);
    if (session === this.#session) await this.startNew();
    const left = [...this.#runs].filter(([one]) => one !== this.#session);
    await Promise.all(left.map(([, { ended }]) => ended));
    // The run is over a moment before its last save.
    await this.#saving;
    if (!session) return id;
    // Its last save failed: once more now. Later it would bring back a chat that was deleted.
    if (this.#unsaved.has(session)) await this.#save(session);
    this.#unsaved.delete(session);
    return session.chat.id;
  }

  /** Ends all answers and waits until everything is stored. */
  async close(): Promise<void> {
    for (const { abort } of this.#runs.values()) abort.abort();
    await Promise.all([...this.#runs.values()].map(({ ended }) => ended));
    await this.#saving;
    // Their last save failed: there may be room by now, and there is no later chance.
    for (const session of this.#unsaved) void this.#save(session);
    await this.#saving;
  }

  /** Later turns go from this chat; a copy that has them stays in the history. Where it cannot, nothing is asked. */
  async #again(turn: string, begin: Begin): Promise<void> {
    const session = this.#session;
    const index = session.chat.turns.findIndex(({ id }) => id === turn);
    if (this.busy || index < 0) return;
    if (index === session.chat.turns.length - 1) return this.#run(begin);
    const copy = await this.#saveCopy(session);
    if (!copy) return;
    // Meanwhile another chat may have been opened, or this one asked.
    if (session === this.#session && !this.busy) await this.#run(begin);
    // Nothing came of it, so nothing went.
    if (session.chat.turns.length === copy.turns.length) await this.#store.delete(copy.id);
    else this.onKeptCopy(copy.title);
  }

  async #saveCopy({ chat }: ChatSession): Promise<Chat | undefined> {
    const id = this.#ports.newId();
    const title = chatTexts.copyOf(chat.title || chatTexts.untitled);
    try {
      return await this.#store.save({ ...chat, id, revision: 0, title, titleGiven: true });
    } catch (error) {
      this.#log.line(`copy not stored: ${ModelError.from(error).message}`);
      this.onSaveFailed();
      return undefined;
    }
  }

  /** The session of a chat that is shown or holds more than the disk does. */
  #find(id: string): ChatSession | undefined {
    return [this.#session, ...this.#unsaved].find(({ chat }) => chat.id === id);
  }

  #open(session: ChatSession): void {
    this.stop();
    this.#session = session;
    this.show();
    this.#changed.fire();
  }

  #newSession(): ChatSession {
    const { newId, now } = this.#ports;
    return new ChatSession(newChat(newId(), now()), this.#ports);
  }

  #run(begin: Begin): Promise<void> {
    const session = this.#session;
    // A second question while an answer is under way: the panel shows Stop then and sends none.
    if (this.#runs.has(session)) return Promise.resolve();
    const abort = new AbortController();
    const ended = this.#stream(session, begin(session, abort.signal));
    this.#runs.set(session, { abort, ended });
    this.#unsaved.add(session);
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
    // It goes with the turns that it stands for, and comes back with them.
    if (event.type !== 'turn') this.#showSummary();
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
    const { chat } = session;
    try {
      const { id, revision } = await this.#store.save(chat);
      const whole = session.chat === chat && !this.#runs.has(session);
      session.adoptStored(id, revision);
      if (whole) this.#unsaved.delete(session);
      this.#failedSave = false;
      if (id !== chat.id) this.#becameCopy(session);
    } catch (error) {
      this.#log.line(`chat not stored: ${ModelError.from(error).message}`);
      if (!this.#failedSave) this.onSaveFailed();
      this.#failedSave = true;
    }
  }

  #becameCopy(session: ChatSession): void {
    // The panel knows the chat by its id.
    if (session === this.#session) this.show();
    this.onBecameCopy(session.chat.title || chatTexts.untitled);
  }
}

import type { ToPanel } from '../../core/chat/protocol.ts';
import type { LocalModels } from '../localModels/localModels.ts';
import { paced } from '../paced.ts';

/** Milliseconds: four messages a second are as many as a reader can follow. */
const MESSAGES_APART = 250;

/** What the panel shows of this machine's models: the offer of the first run, and the download. */
export class LocalScreens {
  readonly #local: Pick<LocalModels, 'offer' | 'course'>;
  readonly #post: (message: ToPanel) => void;
  readonly #dispose: () => void;
  readonly #posted = new Map<ToPanel['type'], string>();

  constructor(
    local: Pick<LocalModels, 'offer' | 'course' | 'onDidChange'>,
    post: (message: ToPanel) => void,
  ) {
    this.#local = local;
    this.#post = post;
    const changes = paced(() => this.#tell(), MESSAGES_APART);
    const following = local.onDidChange(changes.call);
    this.#dispose = () => {
      following.dispose();
      changes.dispose();
    };
  }

  /** The panel is new and knows nothing. */
  show(): void {
    this.#posted.clear();
    this.#tell();
  }

  dispose(): void {
    this.#dispose();
  }

  #tell(): void {
    const course = this.#local.course();
    this.#postChanged({ type: 'offer', offer: this.#local.offer() });
    this.#postChanged({ type: 'download', ...(course ? { course } : {}) });
  }

  #postChanged(message: ToPanel): void {
    const text = JSON.stringify(message);
    if (this.#posted.get(message.type) === text) return;
    this.#posted.set(message.type, text);
    this.#post(message);
  }
}

import type { CheckLine, ToPanel } from '../../core/chat/protocol.ts';
import { CHECK_STEPS, type CheckStepId } from '../../core/model/connectionCheck.ts';
import type { ModelSetup } from '../models/modelSetup.ts';

/** Lines that must pass before work can begin; the others only inform. */
const NEEDED: readonly CheckStepId[] = ['address', 'models', 'streaming'];

type ServerRoom = Pick<ModelSetup, 'checkServer' | 'hasKey' | 'saveServer' | 'currentServer'>;

/** The panel's screen for connecting to a server: address, key, and the check line by line. */
export class ServerScreen {
  readonly #setup: ServerRoom;
  readonly #post: (message: ToPanel) => void;
  #url = '';
  #hasKey = false;
  /** What the lines are about: the address, and the key that was typed. */
  #checked: { readonly url: string; readonly key: string | undefined } | undefined;
  #lines: readonly CheckLine[] = [];
  #checking: AbortController | undefined;

  constructor(setup: ServerRoom, post: (message: ToPanel) => void) {
    this.#setup = setup;
    this.#post = post;
  }

  show(): void {
    this.#post({
      type: 'server',
      url: this.#url,
      hasKey: this.#hasKey,
      running: this.#checking !== undefined,
      lines: this.#lines,
      usable: this.#usable,
    });
  }

  /** Shows the server of the chosen model, or an empty form; with `check`, checks it at once. */
  async open({ check = false } = {}): Promise<void> {
    this.cancel();
    const { url, hasKey } = await this.#setup.currentServer();
    this.#url = url;
    this.#hasKey = hasKey;
    this.#checked = undefined;
    this.#lines = [];
    this.show();
    if (check && url !== '') await this.check(url, undefined);
  }

  async check(url: string, key: string | undefined): Promise<void> {
    this.cancel();
    const checking = new AbortController();
    this.#checking = checking;
    // Until it is known: nothing is said of another server's key.
    if (url !== this.#url) this.#hasKey = false;
    this.#url = url;
    this.#checked = { url, key };
    this.#lines = [];
    this.show();
    try {
      const hasKey = await this.#setup.hasKey(url);
      if (checking.signal.aborted) return;
      this.#hasKey = hasKey;
      for await (const line of this.#setup.checkServer(url, key, checking.signal)) {
        if (checking.signal.aborted) return;
        this.#put(line);
      }
    } finally {
      if (this.#checking === checking) this.#checking = undefined;
      this.show();
    }
  }

  cancel(): void {
    this.#checking?.abort();
    this.#checking = undefined;
  }

  /**
   * Stores what was checked.
   * @param key nothing = the one that the check was made with: a panel that was built anew knows no typed key
   */
  async save(url: string, key: string | undefined): Promise<void> {
    const checked = this.#checked;
    const same = checked?.url === url && (key === undefined || key === checked.key);
    if (!same || !this.#usable) throw new Error('this address and key have not been checked');
    await this.#setup.saveServer(url, checked.key);
  }

  /** All that is needed passed. */
  get #usable(): boolean {
    const passed = (id: CheckStepId): boolean =>
      this.#lines.some((line) => line.id === id && (line.verdict === 'ok' || line.verdict === 'warning'));
    return this.#checking === undefined && NEEDED.every(passed);
  }

  #put(line: CheckLine): void {
    const others = this.#lines.filter(({ id }) => id !== line.id);
    this.#lines = [...others, line].sort(
      (one, other) => CHECK_STEPS.indexOf(one.id) - CHECK_STEPS.indexOf(other.id),
    );
    this.show();
  }
}

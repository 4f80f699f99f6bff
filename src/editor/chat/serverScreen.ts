import type { CheckLine, ToPanel } from '../../core/chat/protocol.ts';
import { CHECK_STEPS, type CheckStepId } from '../../core/model/connectionCheck.ts';
import type { ModelSetup } from '../models/modelSetup.ts';

/** Lines that must pass before work can begin; the others only inform. */
const NEEDED: readonly CheckStepId[] = ['address', 'models', 'streaming'];

/** The panel's screen for connecting to a server: address, key, and the check line by line. */
export class ServerScreen {
  readonly #setup: ModelSetup;
  readonly #post: (message: ToPanel) => void;
  #url = '';
  #hasKey = false;
  #lines: readonly CheckLine[] = [];
  #checking: AbortController | undefined;

  constructor(setup: ModelSetup, post: (message: ToPanel) => void) {
    this.#setup = setup;
    this.#post = post;
  }

  show(): void {
    const passed = (id: CheckStepId): boolean =>
      this.#lines.some((line) => line.id === id && (line.verdict === 'ok' || line.verdict === 'warning'));
    this.#post({
      type: 'server',
      url: this.#url,
      hasKey: this.#hasKey,
      running: this.#checking !== undefined,
      lines: this.#lines,
      usable: this.#checking === undefined && NEEDED.every(passed),
    });
  }

  /** Shows the server of the chosen model, or an empty form; with `check`, checks it at once. */
  async open({ check = false } = {}): Promise<void> {
    this.cancel();
    const { url, hasKey } = await this.#setup.currentServer();
    this.#url = url;
    this.#hasKey = hasKey;
    this.#lines = [];
    this.show();
    if (check && url !== '') await this.check(url, undefined);
  }

  async check(url: string, key: string | undefined): Promise<void> {
    this.cancel();
    const checking = new AbortController();
    this.#checking = checking;
    this.#url = url;
    this.#lines = [];
    this.show();
    try {
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

  async save(url: string, key: string | undefined): Promise<void> {
    await this.#setup.saveServer(url, key);
  }

  #put(line: CheckLine): void {
    const others = this.#lines.filter(({ id }) => id !== line.id);
    this.#lines = [...others, line].sort(
      (one, other) => CHECK_STEPS.indexOf(one.id) - CHECK_STEPS.indexOf(other.id),
    );
    this.show();
  }
}

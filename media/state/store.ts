import type { FromPanel, ToPanel } from '../../src/core/chat/protocol.ts';
import { apply, applySent, INITIAL, type PanelState } from './panelState.ts';

/** What the panel keeps over reloads by itself. */
export interface Kept {
  readonly draft: string;
  /** Questions that were asked, the latest last. */
  readonly asked: readonly string[];
}

interface EditorApi {
  postMessage(message: FromPanel): void;
  getState(): Partial<Kept> | undefined;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The panel's tie to the extension, and the state that came through it. */
export class Store {
  readonly #api = acquireVsCodeApi();
  readonly #render: (state: PanelState) => void;
  #state = INITIAL;
  #frame = 0;

  /** `render` is called at most once a frame, however many messages came. */
  constructor(render: (state: PanelState) => void) {
    this.#render = render;
    addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
      this.#state = apply(this.#state, data);
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.#render(this.#state);
      });
    });
    this.post({ type: 'ready' });
  }

  readonly post = (message: FromPanel): void => {
    this.#api.postMessage(message);
    const state = applySent(this.#state, message);
    if (state === this.#state) return;
    this.#state = state;
    // Not in the next frame: a second press of the key may come before it and must find what is left.
    this.#render(state);
  };

  get kept(): Kept {
    const { draft = '', asked = [] } = this.#api.getState() ?? {};
    return { draft, asked };
  }

  keep(change: Partial<Kept>): void {
    this.#api.setState({ ...this.kept, ...change });
  }
}

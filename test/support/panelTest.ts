import { after, before } from 'node:test';
import { type PanelHost, type PanelOptions, type PanelPage, startPanelHost } from './panelPage.ts';

/** Runs a test's body with a panel of its own. */
export type WithPanel = (act: (panel: PanelPage) => Promise<void>, options?: PanelOptions) => Promise<void>;

/** One browser for all the tests of a file, to be called at its top. */
export function panelForTests(): WithPanel {
  let host: PanelHost | undefined;
  before(async () => {
    host = await startPanelHost();
  });
  after(() => host?.close());
  return async (act, options) => {
    if (!host) throw new Error('the tests have not begun');
    const panel = await host.open(options);
    try {
      await act(panel);
    } finally {
      await panel.close();
    }
  };
}

import type { ModelProvider } from '../../core/model/modelSource.ts';
import { serverPlace } from '../../core/model/serverPlace.ts';
import type { RemoteOptions } from './index.ts';

/**
 * A server whose client (the `openai` library and its transport) is loaded with the first request, so that starting
 * the editor costs nothing for it.
 */
export function createLazyServer(options: RemoteOptions): ModelProvider {
  let server: Promise<ModelProvider> | undefined;
  let disposed = false;
  const load = (): Promise<ModelProvider> => {
    server ??= import('./index.ts').then(({ createRemoteServer }) => {
      const created = createRemoteServer(options);
      if (disposed) created.dispose();
      return created;
    });
    return server;
  };
  return {
    name: options.settings.name,
    place: serverPlace(options.settings),
    list: async (signal) => (await load()).list(signal),
    open: async (card) => (await load()).open(card),
    dispose: () => {
      disposed = true;
      void server?.then((created) => created.dispose());
    },
  };
}

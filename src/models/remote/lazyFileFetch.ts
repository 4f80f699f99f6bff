import type { NetworkSettings } from '../../core/model/network.ts';
import type { FileFetch, FileRequest, FileResponse } from './fileFetch.ts';

export interface LazyFileFetch {
  readonly fetch: (url: string, request: FileRequest) => Promise<FileResponse>;
  readonly dispose: () => void;
}

/** A way to fetch files whose library is loaded with the first of them. */
export function createLazyFileFetch(network: () => NetworkSettings): LazyFileFetch {
  let made: Promise<FileFetch> | undefined;
  let disposed = false;
  const load = (): Promise<FileFetch> => {
    made ??= import('./fileFetch.ts').then(({ FileFetch }) => {
      const created = new FileFetch(network);
      if (disposed) created.dispose();
      return created;
    });
    return made;
  };
  return {
    fetch: async (url, request) => (await load()).fetch(url, request),
    dispose: () => {
      disposed = true;
      void made?.then((created) => created.dispose());
    },
  };
}

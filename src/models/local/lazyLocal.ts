import { Emitter } from '../../core/events.ts';
import type { ModelError } from '../../core/model/modelError.ts';
import type { DownloadEnd } from '../../core/model/modelLibrary.ts';
import type { ModelChange } from '../../core/model/modelSource.ts';
import type { LocalRoom, LocalRoomOptions } from './localRoom.ts';

/** The room without what only its own parts use. */
export interface LazyLocal {
  readonly provider: Omit<LocalRoom['provider'], 'letGo'>;
  readonly library: Omit<LocalRoom['library'], 'recordSpeed'>;
  readonly load: LocalRoom['load'];
  readonly close: LocalRoom['close'];
  /** Why a file can be no model; nothing when it can, as far as its structure shows. */
  readonly checkFile: (path: string) => Promise<ModelError | undefined>;
}

/**
 * The models of this machine, whose code is loaded with the first question about them, so that starting the editor
 * costs nothing for it. Until then there are no files and no downloads.
 */
export function createLazyLocal(options: LocalRoomOptions): LazyLocal {
  const states = new Emitter<ModelChange>();
  const changes = new Emitter<void>();
  const ends = new Emitter<DownloadEnd>();
  let closed = false;
  let loaded: LocalRoom | undefined;
  let loading: Promise<LocalRoom> | undefined;
  const room = (): Promise<LocalRoom> => {
    loading ??= import('./localRoom.ts').then(async ({ createLocalRoom }) => {
      const made = createLocalRoom(options);
      made.provider.onDidChangeState((change) => states.fire(change));
      made.library.onDidChange(() => changes.fire());
      made.library.onDidEnd((end) => ends.fire(end));
      loaded = made;
      if (closed) await made.close();
      return made;
    });
    return loading;
  };
  const close = async (): Promise<void> => {
    closed = true;
    await (await loading)?.close();
  };
  return {
    provider: {
      name: 'local',
      place: { kind: 'local' },
      list: async (signal) => (await room()).provider.list(signal),
      open: async (card) => (await room()).provider.open(card),
      load: async (card, use, signal) => (await room()).provider.load(card, use, signal),
      unload: async (card) => (await room()).provider.unload(card),
      onDidChangeState: states.on,
      dispose: () => loaded?.provider.dispose(),
    },
    library: {
      refresh: async () => (await room()).library.refresh(),
      files: () => loaded?.library.files() ?? [],
      downloads: () => loaded?.library.downloads() ?? [],
      speeds: () => loaded?.library.speeds() ?? new Map(),
      inspect: async (signal) => (await room()).library.inspect(signal),
      download: (file) => void room().then(({ library }) => library.download(file)),
      pause: async (id) => (await room()).library.pause(id),
      cancel: async (id) => (await room()).library.cancel(id),
      delete: async (id) => (await room()).library.delete(id),
      onDidChange: changes.on,
      onDidEnd: ends.on,
    },
    load: async (id, signal) => (await room()).load(id, signal),
    close,
    checkFile: async (path) => (await import('./modelFiles.ts')).checkModelFile(path),
  };
}

/** A `vscode` that answers every call and does nothing; settings have their defaults. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FakeFileSystemError, type FakeFiles, FileType } from './fakeFiles.ts';

export class Uri {
  readonly scheme = 'file';
  readonly fsPath: string;

  constructor(fsPath: string) {
    this.fsPath = fsPath;
  }

  get path(): string {
    return this.fsPath;
  }

  toString(): string {
    return `file://${this.fsPath}`;
  }

  static file(file: string): Uri {
    return new Uri(file);
  }

  static joinPath(base: Uri, ...segments: string[]): Uri {
    return new Uri(path.join(base.fsPath, ...segments));
  }
}

/**
 * The whole namespace, every name of the API included: bundlers copy the names that are there. With `files`, the
 * workspace has a file system; else nothing comes of reading and writing.
 */
export function fakeVscode(root: string, files?: FakeFiles): Record<string, unknown> {
  const types = readFileSync(path.join(root, 'node_modules/@types/vscode/index.d.ts'), 'utf8');
  const names = types.matchAll(/^\texport (?:abstract )?(?:namespace|class|enum|const|function) (\w+)/gm);
  const fake: Record<string, unknown> = Object.fromEntries(
    Array.from(names, ([, name]) => [name, anything()]),
  );
  const defaults = readDefaults(root);
  const getConfiguration = (section: string) => {
    const get = (key: string, fallback?: unknown) => defaults.get(`${section}.${key}`) ?? fallback;
    return { get, has: () => true, inspect: () => undefined, update: async () => {} };
  };
  return {
    ...fake,
    Uri,
    FileType,
    FileSystemError: FakeFileSystemError,
    workspace: anything({
      getConfiguration,
      workspaceFolders: [],
      textDocuments: [],
      isTrusted: true,
      ...(files && { fs: files.api }),
    }),
    window: anything({
      visibleTextEditors: [],
      tabGroups: anything({ all: [] }),
      activeTextEditor: undefined,
    }),
    env: anything({ language: 'ru', remoteName: undefined, sessionId: 'bench' }),
    version: '1.104.0',
  };
}

/** What `activate` is given. */
export function fakeContext(root: string): unknown {
  const storage = new Uri(path.join(root, 'out/bench/storage'));
  const memento = {
    get: (_key: string, fallback?: unknown) => fallback,
    update: async () => {},
    keys: () => [],
  };
  return anything({
    subscriptions: [],
    extensionUri: new Uri(root),
    extensionPath: root,
    globalStorageUri: storage,
    storageUri: storage,
    logUri: storage,
    globalState: memento,
    workspaceState: memento,
    secrets: anything({ get: async () => undefined, store: async () => {}, delete: async () => {} }),
    asAbsolutePath: (file: string) => path.join(root, file),
  });
}

/** Answers every property and call with another of its kind, save the properties that are given. */
export function anything(known: Record<string, unknown> = {}): unknown {
  // A class: what is constructed must be able to be.
  return new Proxy(class {}, {
    get: (_target, name) => {
      if (typeof name === 'string' && name in known) return known[name];
      // No promise, no list, no text: what is awaited, spread or printed ends there.
      if (name === 'then') return undefined;
      if (name === Symbol.iterator) return () => [].values();
      if (name === Symbol.toPrimitive) return () => '';
      return anything();
    },
    apply: () => anything(),
    construct: () => anything() as object,
  });
}

function readDefaults(root: string): ReadonlyMap<string, unknown> {
  const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const groups: { properties: Record<string, { default: unknown }> }[] = contributes.configuration;
  return new Map(
    groups.flatMap(({ properties }) => Object.entries(properties).map(([key, one]) => [key, one.default])),
  );
}

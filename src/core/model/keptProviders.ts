import type { ModelProvider } from './modelSource.ts';
import type { ServerSettings } from './serverSettings.ts';

/**
 * Providers of servers, kept by what they were made from: a change of one server's setting leaves the others, and
 * their answers under way, alone. Whoever takes the list disposes of those that are no longer in it.
 */
export class KeptProviders {
  readonly #make: (server: ServerSettings) => ModelProvider;
  #made: ReadonlyMap<string, ModelProvider> = new Map();

  constructor(make: (server: ServerSettings) => ModelProvider) {
    this.#make = make;
  }

  /** A server that stands there twice counts once. */
  of(servers: readonly ServerSettings[]): readonly ModelProvider[] {
    const before = this.#made;
    const wanted = new Map(servers.map((server) => [JSON.stringify(server), server]));
    this.#made = new Map([...wanted].map(([key, server]) => [key, before.get(key) ?? this.#make(server)]));
    return [...this.#made.values()];
  }
}

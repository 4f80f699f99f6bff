import type * as vscode from 'vscode';
import { keyNames, type ServerAddress } from '../../core/model/serverAddress.ts';

const PREFIX = 'tolmach.key ';

/** Keys of servers, by address: in the editor's secret store, never in settings. */
export class Keys {
  readonly #secrets: vscode.SecretStorage;
  readonly #servers: () => readonly ServerAddress[];

  /** @param servers those of the settings */
  constructor(secrets: vscode.SecretStorage, servers: () => readonly ServerAddress[]) {
    this.#secrets = secrets;
    this.#servers = servers;
  }

  /**
   * The stored key, else the one of the environment: it serves where there is no secret store. That one does not say
   * whose it is, so it goes only to a server that the settings name, and that is the only one there.
   */
  async get(server: ServerAddress): Promise<string | undefined> {
    for (const name of keyNames(server)) {
      const key = await this.#secrets.get(PREFIX + name);
      if (key !== undefined) return key;
    }
    const [only, ...others] = this.#servers();
    const meant = only !== undefined && others.length === 0 && keyNames(only)[0] === keyNames(server)[0];
    return meant ? process.env['TOLMACH_API_KEY'] : undefined;
  }

  async set(server: ServerAddress, key: string): Promise<void> {
    const [name] = keyNames(server);
    await this.#secrets.store(PREFIX + name, key);
  }

  async remove(server: ServerAddress): Promise<void> {
    for (const name of keyNames(server)) await this.#secrets.delete(PREFIX + name);
  }
}

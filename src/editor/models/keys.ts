import type * as vscode from 'vscode';
import { keyNames, type ServerAddress } from '../../core/model/serverAddress.ts';

const PREFIX = 'tolmach.key ';

/** Keys of servers, by address: in the editor's secret store, never in settings. */
export class Keys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** The stored key, else the one of the environment: it serves where there is no secret store. */
  async get(server: ServerAddress): Promise<string | undefined> {
    for (const name of keyNames(server)) {
      const key = await this.#secrets.get(PREFIX + name);
      if (key !== undefined) return key;
    }
    return process.env['TOLMACH_API_KEY'];
  }

  async set(server: ServerAddress, key: string): Promise<void> {
    const [name] = keyNames(server);
    await this.#secrets.store(PREFIX + name, key);
  }

  async remove(server: ServerAddress): Promise<void> {
    for (const name of keyNames(server)) await this.#secrets.delete(PREFIX + name);
  }
}

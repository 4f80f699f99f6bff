import type * as vscode from 'vscode';

/** Keys of servers, by address: in the editor's secret store, never in settings. */
export class Keys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** The stored key, else the one of the environment: it serves where there is no secret store. */
  async get(url: string): Promise<string | undefined> {
    return (await this.#secrets.get(nameOf(url))) ?? process.env['TOLMACH_API_KEY'];
  }

  async set(url: string, key: string): Promise<void> {
    await this.#secrets.store(nameOf(url), key);
  }

  async remove(url: string): Promise<void> {
    await this.#secrets.delete(nameOf(url));
  }
}

/** A key is for a server: the path of its address and a slash at the end make no difference. */
function nameOf(url: string): string {
  return `tolmach.key ${URL.canParse(url) ? new URL(url).origin : url}`;
}

import type { CheckLine } from '../../core/chat/protocol.ts';

/** What other features may ask of the models' room. */
export interface ModelSetup {
  /**
   * Checks a server line by line.
   * @param key nothing = the stored one
   */
  checkServer(url: string, key: string | undefined, signal: AbortSignal): AsyncIterable<CheckLine>;
  /** Whether a key is stored for the server with this address. */
  hasKey(url: string): Promise<boolean>;
  /** Stores a server and its key, and chooses its model. */
  saveServer(url: string, key: string | undefined): Promise<void>;
  /** The server of the model that answers now, for the connection screen. */
  currentServer(): Promise<{ readonly url: string; readonly hasKey: boolean }>;
  chooseModel(ref: string): Promise<void>;
  openModelPicker(): Promise<void>;
  pickModelFile(): Promise<void>;
  enterKey(): Promise<void>;
  copyAdminRequest(): Promise<void>;
}

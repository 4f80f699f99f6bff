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
  /** The server that the connection screen is opened for: the one pointed at, else that of the chosen model. */
  currentServer(): Promise<{ readonly url: string; readonly hasKey: boolean }>;
  /** Chooses a model; for the `ref` of a server that does not answer, begins to put that right. */
  chooseModel(ref: string): Promise<void>;
  openModelPicker(): Promise<void>;
  pickModelFile(): Promise<void>;
  /** Completions go to the chat's model. */
  useChatModel(): Promise<void>;
  /** Asks for another folder to keep models in. Says whether one was chosen. */
  chooseModelsFolder(): Promise<boolean>;
  /** Asks for the key of the server that refused it. */
  enterKey(): Promise<void>;
  copyAdminRequest(): Promise<void>;
}

/** What the editor asks of the file system beyond its own API. For folders of this machine alone. */
export interface SourceFiles {
  /**
   * A project's own files below a folder, as the index takes them: what .gitignore names, what is built, binary or
   * secret is left out. In the order of names, a folder's files before those of the folders in it.
   * @param root absolute path of the workspace folder, whose rules hold
   * @param folder absolute path of `root` or of a folder in it
   * @returns paths within `root`, with forward slashes, at most `limit`
   * @throws the signal's reason when it aborts; whatever keeps the folder from being read
   */
  list(root: string, folder: string, limit: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Text in UTF-8, UTF-16 or a Russian encoding of one byte; undefined when the bytes are no text. */
  decode(bytes: Uint8Array): Promise<string | undefined>;
}

/** One entry of `tolmach.servers`. */
export interface ServerSettings {
  /** Shown to the user and used in model refs; has no slash. */
  readonly name: string;
  /** Base address of the OpenAI-compatible API, usually ending in `/v1`. */
  readonly url: string;
  /** The address as the setting has it, where `url` is made whole of it. */
  readonly written?: string;
  /** PEM file with a certificate authority of the server's own. */
  readonly caFile?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Window in tokens, for servers that do not report one. */
  readonly window?: number;
}

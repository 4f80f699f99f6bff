/** How requests leave this machine: the editor's own settings, the same for every kind of request. */
export interface NetworkSettings {
  /** `http.proxy`, or the environment's; empty = direct. */
  readonly proxy: string;
  /** `http.proxyAuthorization`: value of the `Proxy-Authorization` header. */
  readonly proxyAuthorization?: string;
  /** `http.noProxy`: hosts, `.suffix`, `*`. */
  readonly noProxy: readonly string[];
  /** `http.proxyStrictSSL`: certificates are verified. */
  readonly strictCertificates: boolean;
  /** `http.systemCertificates`: the system's certificate authorities count too. */
  readonly systemCertificates: boolean;
  /** «Только этот компьютер»: every request that is not to loopback is refused before it is made. */
  readonly localOnly: boolean;
  /** Seconds. */
  readonly timeouts: { readonly connect: number; readonly firstToken: number; readonly idle: number };
}

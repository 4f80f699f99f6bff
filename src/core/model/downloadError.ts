/** Why a file did not come. Each kind has its Russian text and its next step in one table. */
export type DownloadErrorKind =
  /** No connection, or it broke and did not come back: `details.reason`, and `details.status` of a server in trouble. */
  | 'network'
  /** The source has no such file. */
  | 'notFound'
  /** The source wants to know who asks, and does not give the file to this one. */
  | 'forbidden'
  /** Another answer of the server that is none: `details.status`. */
  | 'refused'
  /** The server leads on to where no download goes: from https to http, in a circle, or to no address. */
  | 'redirected'
  /** A page instead of the file: a sign-in page of a network, or a wrong mirror. */
  | 'notTheFile'
  /** The source announces another file under the known name than the one whose digest is known. Nothing has come. */
  | 'unknownVersion'
  /** Nothing came for so long: `details.seconds`. What came is kept. */
  | 'stalled'
  /** The connection ended before the file did. What came is kept. */
  | 'short'
  /** What came is not what was promised. It is removed. */
  | 'wrongDigest'
  /** What came is no GGUF file, or a broken one: `details.detail`, in English. It is removed. */
  | 'damaged'
  /** Before or during the download: `details.needed` and `details.free`, in bytes. What came is kept. */
  | 'noSpace'
  /** The folder does not take the file. */
  | 'readOnly'
  /** The disk failed in another way: `details.detail`. What came is kept. */
  | 'disk'
  /** Another file of this name stands in the folder, `details.file`: it is not overwritten. */
  | 'nameTaken'
  /** Another window is downloading this file. */
  | 'busy'
  /** «Только этот компьютер» is on. */
  | 'blockedByPrivacy';

/** Why there is no connection, where it is known: each has its own cure. `badAddress`: that of the mirror. */
export type NetworkReason =
  | 'dns'
  | 'refused'
  | 'certificate'
  | 'proxy'
  | 'badAddress'
  | 'timedOut'
  | 'network';

export interface DownloadErrorDetails {
  /** Host and port. */
  readonly host?: string;
  readonly status?: number;
  readonly reason?: NetworkReason;
  readonly seconds?: number;
  readonly folder?: string;
  /** Path. */
  readonly file?: string;
  readonly needed?: number;
  readonly free?: number;
  /** An error code, for the log. */
  readonly detail?: string;
}

export class DownloadError extends Error {
  readonly kind: DownloadErrorKind;
  readonly details: DownloadErrorDetails;

  constructor(kind: DownloadErrorKind, details: DownloadErrorDetails = {}, options?: ErrorOptions) {
    const { reason, status, detail } = details;
    super([kind, reason, status, detail].filter((part) => part !== undefined).join(': '), options);
    this.name = 'DownloadError';
    this.kind = kind;
    this.details = details;
  }
}

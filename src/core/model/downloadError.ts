/** Why a file did not come. Each kind has its Russian text and its next step in one table. */
export type DownloadErrorKind =
  /** No connection, or it broke and did not come back. */
  | 'network'
  | 'notFound'
  | 'forbidden'
  /** Another answer of the server that is none: `details.status`. */
  | 'refused'
  /** A page instead of the file: a sign-in page of a network, or a wrong mirror. */
  | 'notTheFile'
  /** Nothing came for so long: `details.seconds`. */
  | 'stalled'
  /** The connection ended before the file did. What came is kept. */
  | 'short'
  /** What came is not what was promised. It is removed. */
  | 'wrongDigest'
  /** Before or during the download: `details.needed` and `details.free`, in bytes. */
  | 'noSpace'
  /** The folder does not take the file. */
  | 'readOnly'
  /** «Только этот компьютер» is on. */
  | 'blockedByPrivacy';

export interface DownloadErrorDetails {
  readonly host?: string;
  readonly status?: number;
  readonly seconds?: number;
  readonly folder?: string;
  readonly needed?: number;
  readonly free?: number;
  /** An error code, for the log. */
  readonly detail?: string;
}

export class DownloadError extends Error {
  readonly kind: DownloadErrorKind;
  readonly details: DownloadErrorDetails;

  constructor(kind: DownloadErrorKind, details: DownloadErrorDetails = {}, options?: ErrorOptions) {
    super([kind, details.status, details.detail].filter((part) => part !== undefined).join(': '), options);
    this.name = 'DownloadError';
    this.kind = kind;
    this.details = details;
  }
}

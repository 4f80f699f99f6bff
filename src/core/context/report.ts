import type { SecretKind } from '../privacy/secret.ts';

/** What a part of the prompt is; the gauge gives each its colour. */
export type PartKind = 'system' | 'rules' | 'history' | 'question' | 'attached' | 'found';

/** Why a part was shortened or left out. */
export type CutReason =
  | 'size'
  /** Older turns went. */
  | 'history'
  /** Older turns went, and what was said in them stands in a summary. */
  | 'summary'
  /** Of a file, bodies are folded. */
  | 'outline'
  /** Of a diff, some hunks are not there. */
  | 'hunks'
  /** Of a log, beginning, end and errors are there. */
  | 'log'
  /** Of several files, not all are there whole. */
  | 'files'
  /** Found, but others are more like what was asked for. */
  | 'rank';

/** One part of a prompt, as it went in. */
export interface ReportRow {
  readonly id: string;
  readonly kind: PartKind;
  /** File name and lines for what has a place, else empty: the kind names it. */
  readonly label: string;
  readonly fate: 'whole' | 'shortened' | 'left out';
  /** Tokens that went in. */
  readonly tokens: number;
  /** Tokens it has when whole; of a long history at least so many, of a part many times too large about so many. */
  readonly wholeTokens: number;
  readonly reason?: CutReason;
  /** It is cut last, by the user's wish. */
  readonly pinned?: boolean;
  /** Whose turn it belongs to, when that is an earlier one. */
  readonly turn?: string;
  /** Of a summary: turns that it stands for. */
  readonly turns?: number;
}

/** A secret that was found in a prompt: where, never what. */
export interface SecretRow {
  readonly kind: SecretKind;
  /** `config.py:12`; empty in the question itself. */
  readonly label: string;
}

/** What a prompt is made of: shown by the gauge, and stored with the question. */
export interface ContextReport {
  /** The model's window in tokens. */
  readonly window: number;
  /** Kept free for the answer. */
  readonly reserve: number;
  /** Tokens of the rows and of the template around them. */
  readonly used: number;
  readonly exact: boolean;
  /** In reading order. */
  readonly rows: readonly ReportRow[];
  /** Of the question and of what goes with it, when there are any and the model is elsewhere. */
  readonly secrets?: {
    /** Different secrets. */
    readonly count: number;
    /** The first places, each once. */
    readonly rows: readonly SecretRow[];
    /** Places besides those. */
    readonly others?: number;
    /** The user sent them; else marks stand for them. */
    readonly asIs?: boolean;
  };
}

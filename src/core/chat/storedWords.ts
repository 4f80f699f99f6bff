/** The words that fields of a stored chat may hold: as records, so that the compiler sees when one is missing. */
import type { ItemKind } from '../context/contextItem.ts';
import type { CutReason, PartKind, ReportRow, SecretRow } from '../context/report.ts';
import type {
  EngineTrouble,
  ModelErrorDetails,
  ModelErrorKind,
  UnreachableReason,
} from '../model/modelError.ts';
import type { CodeTrouble } from './codeSearch.ts';
import type { AnswerStatus } from './protocol.ts';

export const STATUSES: Readonly<Record<AnswerStatus, true>> = {
  waiting: true,
  searching: true,
  loading: true,
  thinking: true,
  writing: true,
  done: true,
  stopped: true,
  failed: true,
};
export const ITEM_KINDS: Readonly<Record<ItemKind, true>> = {
  file: true,
  selection: true,
  symbol: true,
  folder: true,
  problems: true,
  changes: true,
  terminal: true,
  tabs: true,
  found: true,
  codebase: true,
};
export const SECRET_KINDS: Readonly<Record<SecretRow['kind'], true>> = {
  privateKey: true,
  password: true,
  token: true,
  connection: true,
};
export const ERROR_KINDS: Readonly<Record<ModelErrorKind, true>> = {
  unreachable: true,
  unauthorized: true,
  forbidden: true,
  notFound: true,
  rateLimited: true,
  overloaded: true,
  contextOverflow: true,
  badRequest: true,
  timedOut: true,
  brokenStream: true,
  engineMissing: true,
  engineCrashed: true,
  modelDamaged: true,
  outOfMemory: true,
};
export const REASONS: Readonly<Record<UnreachableReason, true>> = {
  dns: true,
  refused: true,
  certificate: true,
  proxy: true,
  notAnApi: true,
  blockedByPrivacy: true,
  badAddress: true,
  badHeaders: true,
  network: true,
};
export const PHASES: Readonly<Record<NonNullable<ModelErrorDetails['phase']>, true>> = {
  connect: true,
  firstToken: true,
  idle: true,
};
export const TROUBLES: Readonly<Record<EngineTrouble, true>> = {
  modelsTogether: true,
  gaveUp: true,
  gpuLost: true,
  unknownArchitecture: true,
};
export const PART_KINDS: Readonly<Record<PartKind, true>> = {
  system: true,
  rules: true,
  history: true,
  question: true,
  attached: true,
  found: true,
};
export const FATES: Readonly<Record<ReportRow['fate'], true>> = {
  whole: true,
  shortened: true,
  'left out': true,
};
export const CUT_REASONS: Readonly<Record<CutReason, true>> = {
  size: true,
  history: true,
  summary: true,
  outline: true,
  hunks: true,
  log: true,
  files: true,
  rank: true,
};
export const CODE_TROUBLES: Readonly<Record<CodeTrouble, true>> = {
  nothing: true,
  building: true,
  noFolder: true,
  untrusted: true,
  turnedOff: true,
  unsupported: true,
  storage: true,
  crashed: true,
};

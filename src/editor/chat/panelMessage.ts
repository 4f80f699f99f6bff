import type { FromPanel } from '../../core/chat/protocol.ts';

type Type = FromPanel['type'];
/** Fields of each message and their types; `?` may be missing. */
const FIELDS: Readonly<Record<Type, Readonly<Record<string, 'string' | 'string?'>>>> = {
  ready: {},
  send: { text: 'string', shortened: 'string?' },
  stop: {},
  regenerate: { turn: 'string' },
  sendAsIs: { turn: 'string' },
  nextSecrets: { fate: 'string' },
  resend: { turn: 'string', text: 'string' },
  newChat: {},
  draft: { text: 'string' },
  attachSuggestion: {},
  findMentions: { request: 'string', query: 'string', kind: 'string?' },
  takeMention: { id: 'string' },
  attachFiles: { uris: 'string' },
  openRule: { id: 'string' },
  removeChip: { id: 'string' },
  pin: { id: 'string', turn: 'string?' },
  unpin: { id: 'string', turn: 'string?' },
  condense: {},
  stopCondensing: {},
  showPrompt: {},
  openChip: { turn: 'string?', id: 'string' },
  start: { row: 'string' },
  chooseModel: { ref: 'string' },
  setUpModels: {},
  show: { screen: 'string' },
  openChat: { id: 'string' },
  searchChats: { query: 'string' },
  renameChat: { id: 'string', title: 'string' },
  deleteChat: { id: 'string' },
  restoreChat: { id: 'string' },
  exportChat: { id: 'string' },
  code: { action: 'string', text: 'string', language: 'string', turn: 'string?' },
  finding: { action: 'string', turn: 'string', index: 'string' },
  copyAnswer: { turn: 'string' },
  openLink: { href: 'string' },
  step: { turn: 'string?', step: 'string' },
  dismissNotice: {},
  checkServer: { url: 'string', key: 'string?' },
  cancelCheck: {},
  saveServer: { url: 'string', key: 'string?' },
  download: { id: 'string' },
  pauseDownload: { id: 'string' },
  cancelDownload: { id: 'string' },
};

/** Ids become file names: nothing that could lead out of their folder. */
const SAFE_ID = /^[\w-]{1,64}$/;
const CHAT_ID_MESSAGES: readonly Type[] = [
  'openChat',
  'renameChat',
  'deleteChat',
  'restoreChat',
  'exportChat',
];

/**
 * A message as the panel sends it, or nothing. The panel shows what a model wrote: what comes from it is checked
 * before it is believed. Words of a closed list (`step`, `screen`, …) are checked where they are used.
 */
export function readMessage(value: unknown): FromPanel | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const message = value as Readonly<Record<string, unknown>>;
  const type = message['type'];
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return undefined;
  const wrong = Object.entries(FIELDS[type as Type]).some(([field, kind]) => {
    const found = message[field];
    return typeof found !== 'string' && !(kind === 'string?' && found === undefined);
  });
  if (wrong) return undefined;
  if (CHAT_ID_MESSAGES.includes(type as Type) && !SAFE_ID.test(String(message['id']))) return undefined;
  return value as FromPanel;
}

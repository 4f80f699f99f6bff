import type {
  AnswerStatus,
  ChatSummary,
  ChatView,
  ChipView,
  DownloadCourse,
  ErrorCard,
  FromPanel,
  LocalOffer,
  ModelsView,
  PanelTexts,
  Screen,
  SlashRow,
  ToPanel,
  TurnView,
} from '../../src/core/chat/protocol.ts';

type Message<Type extends ToPanel['type']> = Extract<ToPanel, { type: Type }>;

export interface Deletion {
  readonly id: string;
  readonly title: string;
}

/** All that the panel shows, as the extension told it. What a screen keeps for itself (a draft, an open list) is not here. */
export interface PanelState {
  /** Nothing is shown before they arrive. */
  readonly texts: PanelTexts | undefined;
  readonly mac: boolean;
  readonly placesCommands: readonly string[];
  readonly slashCommands: readonly SlashRow[];
  readonly screen: Screen;
  readonly models: ModelsView | undefined;
  readonly chat: ChatView;
  readonly busy: boolean;
  readonly chips: readonly ChipView[];
  readonly suggestion: ChipView | undefined;
  /** The last order to replace the draft or to take the focus; a new object for each order. */
  readonly composerOrder: { readonly text?: string; readonly focus?: boolean } | undefined;
  /** The last answer for the list behind @. */
  readonly mentions: Message<'mentions'> | undefined;
  readonly gauge: Message<'gauge'>['report'];
  /** Tokens that a condensation would make room for. */
  readonly condensingFrees: number;
  /** The model writes a summary, as the reader asked. */
  readonly condensing: boolean;
  /** What would become of the question that is too long alone. */
  readonly tooLong: Message<'tooLong'>['report'];
  readonly empty: Message<'empty'> | undefined;
  readonly history: { readonly chats: readonly ChatSummary[]; readonly query: string };
  /** Chats that were deleted on this screen and can be brought back, the last one at the end. */
  readonly deleted: readonly Deletion[];
  readonly notice: ErrorCard | undefined;
  readonly server: Message<'server'> | undefined;
  readonly offer: LocalOffer | undefined;
  readonly course: DownloadCourse | undefined;
}

export const INITIAL: PanelState = {
  texts: undefined,
  mac: false,
  placesCommands: [],
  slashCommands: [],
  screen: 'chat',
  models: undefined,
  chat: { id: '', title: '', turns: [] },
  busy: false,
  chips: [],
  suggestion: undefined,
  composerOrder: undefined,
  mentions: undefined,
  gauge: undefined,
  condensingFrees: 0,
  condensing: false,
  tooLong: undefined,
  empty: undefined,
  history: { chats: [], query: '' },
  deleted: [],
  notice: undefined,
  server: undefined,
  offer: undefined,
  course: undefined,
};

const RUNNING: ReadonlySet<AnswerStatus> = new Set([
  'searching',
  'waiting',
  'loading',
  'thinking',
  'writing',
]);

export function isRunning(status: AnswerStatus): boolean {
  return RUNNING.has(status);
}

/** The state after a message. Parts that did not change stay the same objects: views compare them. */
export function apply(state: PanelState, message: ToPanel): PanelState {
  switch (message.type) {
    case 'init':
      return {
        ...state,
        texts: message.texts,
        mac: message.mac,
        placesCommands: message.placesCommands,
        slashCommands: message.slashCommands,
      };
    case 'screen':
      return { ...state, screen: message.screen, deleted: [] };
    case 'models':
      return { ...state, models: message.models };
    case 'chat':
      return { ...state, chat: message.chat };
    case 'turn':
      return withTurns(state, withTurn(state.chat.turns, message.turn));
    case 'truncate':
      return withTurns(state, truncated(state.chat.turns, message.after));
    case 'delta':
      return withTurns(state, withDelta(state.chat.turns, message));
    case 'busy':
      return { ...state, busy: message.busy };
    case 'composer':
      return withComposer(state, message);
    case 'mentions':
      return { ...state, mentions: message };
    case 'gauge':
      return { ...state, gauge: message.report, condensingFrees: message.frees ?? 0 };
    case 'summary':
      return { ...state, chat: withSummary(state.chat, message.summary) };
    case 'condensing':
      return { ...state, condensing: message.running };
    case 'tooLong':
      return { ...state, tooLong: message.report };
    case 'empty':
      return { ...state, empty: message };
    case 'history':
      return { ...state, history: { chats: message.chats, query: message.query } };
    case 'deleted':
      return { ...state, deleted: [...state.deleted, { id: message.id, title: message.title }] };
    case 'notice':
      return { ...state, notice: message.card };
    case 'server':
      return { ...state, server: message };
    case 'offer':
      return { ...state, offer: message.offer };
    case 'download':
      return { ...state, course: message.course };
  }
}

/**
 * The state after the panel has sent a message: what does not wait for the extension's word. A chat is asked back
 * once, and the next undo means the one before.
 */
export function applySent(state: PanelState, message: FromPanel): PanelState {
  if (message.type !== 'restoreChat') return state;
  const index = state.deleted.findLastIndex(({ id }) => id === message.id);
  return index === -1 ? state : { ...state, deleted: state.deleted.toSpliced(index, 1) };
}

function withSummary({ summary: _, ...chat }: ChatView, summary: ChatView['summary']): ChatView {
  return { ...chat, ...(summary ? { summary } : {}) };
}

function withTurns(state: PanelState, turns: readonly TurnView[]): PanelState {
  return turns === state.chat.turns ? state : { ...state, chat: { ...state.chat, turns } };
}

function withTurn(turns: readonly TurnView[], turn: TurnView): readonly TurnView[] {
  const index = turns.findLastIndex(({ id }) => id === turn.id);
  return index === -1 ? [...turns, turn] : turns.with(index, turn);
}

function truncated(turns: readonly TurnView[], after: string): readonly TurnView[] {
  if (after === '') return [];
  const index = turns.findIndex(({ id }) => id === after);
  return index === -1 ? turns : turns.slice(0, index + 1);
}

function withDelta(turns: readonly TurnView[], delta: Message<'delta'>): readonly TurnView[] {
  const index = turns.findLastIndex(({ id }) => id === delta.turn);
  const turn = turns[index];
  if (!turn) return turns;
  const answer = {
    ...turn.answer,
    text: turn.answer.text + (delta.text ?? ''),
    reasoning: turn.answer.reasoning + (delta.reasoning ?? ''),
    status: delta.status ?? turn.answer.status,
  };
  return turns.with(index, { ...turn, answer });
}

function withComposer(state: PanelState, message: Message<'composer'>): PanelState {
  const { text, focus } = message;
  const ordered = text !== undefined || focus === true;
  return {
    ...state,
    chips: message.chips,
    suggestion: message.suggestion,
    composerOrder: ordered
      ? { ...(text !== undefined && { text }), ...(focus && { focus }) }
      : state.composerOrder,
  };
}

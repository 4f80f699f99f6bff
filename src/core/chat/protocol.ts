/**
 * Both directions of the panel's messages. The extension holds the truth; the panel shows it and asks.
 * Everything here must survive structured cloning.
 */
import type { ItemKind } from '../context/contextItem.ts';
import type { ContextReport } from '../context/report.ts';
import type { Finding } from '../edit/findings.ts';
import type { CheckStepId, Verdict } from '../model/connectionCheck.ts';
import type { ModelRef, ModelState } from '../model/modelSource.ts';
import type { SearchNote } from './codeSearch.ts';
import type { PanelTexts } from './panelTexts.ts';
import type { SlashRow } from './slashCommands.ts';

export type { ItemKind } from '../context/contextItem.ts';
export type { ContextReport, CutReason, PartKind, ReportRow, SecretRow } from '../context/report.ts';
export type { CheckStepId, Verdict } from '../model/connectionCheck.ts';
export type { ModelRef, ModelState } from '../model/modelSource.ts';
export type { CodeTrouble, SearchNote } from './codeSearch.ts';
export type { PanelTextKey, PanelTexts } from './panelTexts.ts';
export type { SlashRow } from './slashCommands.ts';

/** What a button of an error card does. */
export type NextStep =
  | 'retry'
  | 'continue'
  | 'checkConnection'
  | 'enterKey'
  | 'chooseModel'
  | 'openSettings'
  | 'openLog'
  | 'newChat'
  | 'openChat'
  | 'pickModelFile'
  | 'useChatModel'
  | 'copyAdminRequest'
  | 'downloadModel'
  | 'resumeDownload'
  | 'useDownloaded'
  | 'manageModels'
  | 'chooseFolder'
  | 'setMirror'
  | 'setProxy'
  | 'setPrivacy'
  | 'installBuild';

export interface ErrorCard {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly body: string;
  /** The first is the main one. */
  readonly steps: readonly { readonly step: NextStep; readonly label: string }[];
  /** Shown when unfolded: codes and the server's own words. */
  readonly details?: string;
}

/** A chip: something attached to a question. */
export interface ChipView {
  readonly id: string;
  readonly kind: ItemKind;
  /** `orders.py:41–63` */
  readonly label: string;
  /** Full path for the tooltip. */
  readonly title: string;
  /** How it went in, once sent. */
  readonly fate?: 'whole' | 'shortened' | 'left out';
}

export interface QuestionView {
  readonly text: string;
  readonly chips: readonly ChipView[];
}

/** What the list behind @ offers first. */
export type MentionKind =
  | 'file'
  | 'selection'
  | 'symbol'
  | 'problems'
  | 'changes'
  | 'terminal'
  | 'tabs'
  | 'folder'
  | 'codebase';

/** A row of the list behind @. */
export interface MentionRow {
  readonly id: string;
  /** Its icon. */
  readonly kind: MentionKind;
  readonly label: string;
  /** What would be attached, where it stands, or why it cannot be had. */
  readonly hint: string;
  /** About how many, where that is cheap to tell. */
  readonly tokens?: number;
  readonly disabled?: boolean;
  /** Picking it attaches nothing yet: the list goes on with this kind alone. */
  readonly narrows?: boolean;
}

/** `searching`: in the workspace's code. `waiting`: sent, nothing has come. `queued`: waits for the model to load. */
export type AnswerStatus =
  | 'waiting'
  | 'searching'
  | 'loading'
  | 'thinking'
  | 'writing'
  | 'done'
  | 'stopped'
  | 'failed';

export interface AnswerView {
  /** Markdown of the model, untrusted. */
  readonly text: string;
  readonly reasoning: string;
  readonly status: AnswerStatus;
  /** Name for people. */
  readonly model: string;
  /** Date.now() when it was asked. */
  readonly startedAt: number;
  /** Milliseconds from asking to the end; 0 while it runs. */
  readonly elapsed: number;
  /** Milliseconds spent thinking, when it thought. */
  readonly thought?: number;
  readonly tokensPerSecond?: number;
  /** The answer reached the token limit. */
  readonly cut?: boolean;
  readonly error?: ErrorCard;
  /** What the request was made of. */
  readonly report?: ContextReport;
  readonly search?: SearchNote;
  /** What it names as errors, where it was asked for them. */
  readonly findings?: readonly Finding[];
}

/** A question and its answer. */
export interface TurnView {
  readonly id: string;
  readonly question: QuestionView;
  readonly answer: AnswerView;
  readonly pinned?: boolean;
}

/** What stands for a chat's oldest turns in requests. */
export interface SummaryView {
  readonly text: string;
  /** Id of the last turn that it stands for. */
  readonly until: string;
}

export interface ChatView {
  readonly id: string;
  readonly title: string;
  readonly turns: readonly TurnView[];
  readonly summary?: SummaryView;
}

export interface ChatSummary {
  readonly id: string;
  readonly title: string;
  /** Date.now() of the last change. */
  readonly changed: number;
  readonly turns: number;
  readonly model: string;
}

export interface ModelRow {
  readonly ref: ModelRef;
  readonly name: string;
  /** "сервер отдела" or "этот компьютер". */
  readonly where: string;
  /** "Код уходит на llm.corp.local", "Код остаётся на компьютере". */
  readonly note: string;
  /** Window, licence and scores in one line. */
  readonly facts: string;
  readonly state: ModelState;
  readonly progress?: number;
  readonly training?: boolean;
  /** The row is a server that does not answer, and no model: what picking it does. */
  readonly action?: string;
}

export interface ModelsView {
  readonly rows: readonly ModelRow[];
  /** The model that answers now; while no model is known because a server does not answer, that server's row. */
  readonly chosen?: ModelRef;
  /** Why the chosen one does not answer, and the next steps. */
  readonly problem?: ErrorCard;
  /** Nothing is set up: the first-run screen is offered. */
  readonly none: boolean;
}

/** A row of the empty chat. */
export interface StartRow {
  readonly id: 'explainSelection' | 'explainFile' | 'fixProblems';
  readonly label: string;
}

export interface CheckLine {
  readonly id: CheckStepId;
  readonly verdict: Verdict;
  readonly text: string;
  /** What to do when it did not pass. */
  readonly cure?: string;
}

/** What is known of the way without a server, as rows of its card. */
export interface LocalOffer {
  /** `inspecting`: the machine is being asked what it can carry. */
  readonly standing: 'inspecting' | 'offered' | 'nothingFits' | 'noEngine';
  /** «T-Lite 2.1 на этом компьютере» */
  readonly title: string;
  readonly facts: readonly { readonly about: FactAbout; readonly text: string }[];
  /** The main button, and the file of the catalogue that it fetches. */
  readonly download?: { readonly id: string; readonly label: string };
}

export type FactAbout = 'size' | 'memory' | 'speed' | 'reason' | 'licence' | 'trouble';

/** A step on the way of a file into memory. */
export interface DownloadStep {
  readonly id: 'space' | 'file' | 'sum' | 'memory';
  readonly verdict: 'waiting' | 'running' | 'ok' | 'stopped' | 'failed';
  readonly text: string;
}

/** A model on its way to this machine and into memory. */
export interface DownloadCourse {
  /** Of the file in the catalogue. */
  readonly id: string;
  /** «Загружается T-Lite 2.1» */
  readonly title: string;
  /** `done`: the file is there; its card says what came of it. */
  readonly standing: 'running' | 'paused' | 'failed' | 'loading' | 'done';
  /** 0 to 1, of what is under way. */
  readonly fraction?: number;
  /** «2,1 из 5,0 ГБ · 11,8 МБ/с · осталось 4 мин» */
  readonly amount: string;
  readonly steps: readonly DownloadStep[];
  /** Why it stands still, or what came of it. */
  readonly card?: ErrorCard;
}

export type Screen = 'chat' | 'history' | 'setup' | 'server' | 'download';

export type ToPanel =
  | {
      readonly type: 'init';
      readonly texts: PanelTexts;
      /** Modifier names of the keys shown. */
      readonly mac: boolean;
      /** Names of the command that asks for places in the code, which needs no model. */
      readonly placesCommands: readonly string[];
      readonly slashCommands: readonly SlashRow[];
    }
  | { readonly type: 'screen'; readonly screen: Screen }
  | { readonly type: 'models'; readonly models: ModelsView }
  /** Replaces the chat that is shown. */
  | { readonly type: 'chat'; readonly chat: ChatView }
  /** Adds a turn at the end, or replaces the one with its id. */
  | { readonly type: 'turn'; readonly turn: TurnView }
  /** Cuts the chat after this turn (`''`: empties it), before an edited question is sent again. */
  | { readonly type: 'truncate'; readonly after: string }
  /** Appends to an answer; `status` when it changed with this piece. */
  | {
      readonly type: 'delta';
      readonly turn: string;
      readonly text?: string;
      readonly reasoning?: string;
      readonly status?: AnswerStatus;
    }
  /** An answer is under way: the send button becomes Stop. */
  | { readonly type: 'busy'; readonly busy: boolean }
  | {
      readonly type: 'composer';
      readonly chips: readonly ChipView[];
      /** Offered as a dashed chip. */
      readonly suggestion?: ChipView;
      /** Replaces what is written. */
      readonly text?: string;
      readonly focus?: boolean;
    }
  /** Answers a search; with more rows once more, as long as `more` is true. */
  | {
      readonly type: 'mentions';
      /** Of `findMentions`: an answer to another one is dropped. */
      readonly request: string;
      readonly rows: readonly MentionRow[];
      readonly more: boolean;
    }
  /** `frees`: tokens that a condensation of the early turns would make room for, about. */
  | { readonly type: 'gauge'; readonly report?: ContextReport; readonly frees?: number }
  /** Of the chat that is shown; none = all its turns go into requests as far as they fit. */
  | { readonly type: 'summary'; readonly summary?: SummaryView }
  /** The model writes the summary, as the user asked. */
  | { readonly type: 'condensing'; readonly running: boolean }
  /** The question that was to be sent is too long alone: the reader says what becomes of it. None: it fits now. */
  | { readonly type: 'tooLong'; readonly report?: ContextReport }
  | {
      readonly type: 'empty';
      readonly title: string;
      readonly rows: readonly StartRow[];
      readonly recent: readonly ChatSummary[];
    }
  | { readonly type: 'history'; readonly chats: readonly ChatSummary[]; readonly query: string }
  /** A chat was deleted and can be brought back for a while. */
  | { readonly type: 'deleted'; readonly id: string; readonly title: string }
  /** A card above the conversation, or none: a damaged chat set aside, a chat changed in another window. */
  | { readonly type: 'notice'; readonly card?: ErrorCard }
  | {
      readonly type: 'server';
      readonly url: string;
      readonly hasKey: boolean;
      readonly running: boolean;
      readonly lines: readonly CheckLine[];
      /** All that is needed passed: work can begin. */
      readonly usable: boolean;
    }
  | { readonly type: 'offer'; readonly offer: LocalOffer }
  /** The download that is under way or was broken off, or none. At most four a second. */
  | { readonly type: 'download'; readonly course?: DownloadCourse };

export type FromPanel =
  /** The panel's script runs and listens; the extension answers with `init` and the whole state. */
  | { readonly type: 'ready' }
  /** `shortened`: the reader has seen that it is too long. */
  | { readonly type: 'send'; readonly text: string; readonly shortened?: 'yes' }
  | { readonly type: 'stop' }
  | { readonly type: 'regenerate'; readonly turn: string }
  /** Asks that turn's question again with the secrets that were hidden in it. */
  | { readonly type: 'sendAsIs'; readonly turn: string }
  /** What becomes of the secrets of the next question, this once. */
  | { readonly type: 'nextSecrets'; readonly fate: 'hidden' | 'sent' }
  | { readonly type: 'resend'; readonly turn: string; readonly text: string }
  | { readonly type: 'newChat' }
  /** Live while typing, at rest of 150 ms: the gauge follows. */
  | { readonly type: 'draft'; readonly text: string }
  | { readonly type: 'attachSuggestion' }
  /** What follows the @ in the field; with a kind, of that kind alone. `request` names the answer. */
  | {
      readonly type: 'findMentions';
      readonly request: string;
      readonly query: string;
      readonly kind?: MentionKind;
    }
  /** A row of the last answer was picked. */
  | { readonly type: 'takeMention'; readonly id: string }
  /** Files were dropped on the panel: their addresses, one a line. */
  | { readonly type: 'attachFiles'; readonly uris: string }
  /** Opens a file of the project's rules, by the id of its row in the report. */
  | { readonly type: 'openRule'; readonly id: string }
  | { readonly type: 'removeChip'; readonly id: string }
  /** Of the next question, of an earlier one (`turn`), or the turn itself (its id in both). */
  | { readonly type: 'pin'; readonly id: string; readonly turn?: string }
  | { readonly type: 'unpin'; readonly id: string; readonly turn?: string }
  /** Earlier turns are to be replaced by a summary in requests. */
  | { readonly type: 'condense' }
  | { readonly type: 'stopCondensing' }
  /** Opens the next request to the letter. */
  | { readonly type: 'showPrompt' }
  | { readonly type: 'openChip'; readonly turn?: string; readonly id: string }
  | { readonly type: 'start'; readonly row: StartRow['id'] }
  /** A row of the list was picked: a model is chosen, a server that does not answer is put right. */
  | { readonly type: 'chooseModel'; readonly ref: ModelRef }
  | { readonly type: 'setUpModels' }
  | { readonly type: 'show'; readonly screen: Screen }
  | { readonly type: 'openChat'; readonly id: string }
  | { readonly type: 'searchChats'; readonly query: string }
  | { readonly type: 'renameChat'; readonly id: string; readonly title: string }
  | { readonly type: 'deleteChat'; readonly id: string }
  | { readonly type: 'restoreChat'; readonly id: string }
  | { readonly type: 'exportChat'; readonly id: string }
  | {
      readonly type: 'code';
      /** `apply`: into the document that it is for, to be decided on there. */
      readonly action: 'copy' | 'apply' | 'insert' | 'newFile';
      readonly text: string;
      /** Info string of the fence, untrusted. */
      readonly language: string;
      /** Whose answer shows it. */
      readonly turn?: string;
    }
  /** Opens the line of an answer's finding (its index), or has it mended there. */
  | {
      readonly type: 'finding';
      readonly action: 'open' | 'fix';
      readonly turn: string;
      readonly index: string;
    }
  | { readonly type: 'copyAnswer'; readonly turn: string }
  | { readonly type: 'openLink'; readonly href: string }
  | { readonly type: 'step'; readonly turn?: string; readonly step: NextStep }
  | { readonly type: 'dismissNotice' }
  | { readonly type: 'checkServer'; readonly url: string; readonly key?: string }
  | { readonly type: 'cancelCheck' }
  | { readonly type: 'saveServer'; readonly url: string; readonly key?: string }
  /** Begins, or goes on with, a file of the catalogue. */
  | { readonly type: 'download'; readonly id: string }
  | { readonly type: 'pauseDownload'; readonly id: string }
  | { readonly type: 'cancelDownload'; readonly id: string };

import * as vscode from 'vscode';
import type {
  ChatSummary,
  ErrorCard,
  FromPanel,
  NextStep,
  Screen,
  ToPanel,
} from '../../core/chat/protocol.ts';
import { slashed, slashRows } from '../../core/chat/slashCommands.ts';
import { DamagedChatError, NewerChatError } from '../../core/chat/storedChat.ts';
import { PLACES_COMMANDS } from '../../core/chat/whereCommand.ts';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { ChatPrompt } from '../../core/model/prompt.ts';
import type { Attaching } from '../context/attaching.ts';
import type { ItemOpener } from '../context/openItem.ts';
import type { ProjectRules } from '../context/projectRules.ts';
import type { ApplyCode, RunCommand } from '../editPorts.ts';
import type { LocalModels } from '../localModels/localModels.ts';
import type { Log } from '../log.ts';
import type { ModelSetup } from '../models/modelSetup.ts';
import { errorCard, stepsElsewhere, stepTexts } from '../texts.ts';
import type { ChatStore } from './chatStore.ts';
import { CodeActions, openLink } from './codeActions.ts';
import type { Composer } from './composer.ts';
import type { Condensing } from './condensing.ts';
import { ContextCures } from './contextCures.ts';
import type { Conversation } from './conversation.ts';
import type { History } from './history.ts';
import type { LocalScreens } from './localScreens.ts';
import { modelsView } from './modelsView.ts';
import { NextQuestion } from './nextQuestion.ts';
import { takeStep } from './nextSteps.ts';
import type { ServerScreen } from './serverScreen.ts';
import { chatTexts, panelTexts, slashHints } from './texts.ts';

export interface ChatParts {
  readonly models: ModelSource;
  readonly setup: ModelSetup;
  readonly log: Log;
  readonly store: ChatStore;
  readonly conversation: Conversation;
  readonly condensing: Condensing;
  readonly composer: Composer;
  readonly attaching: Attaching;
  readonly rules: ProjectRules;
  readonly opener: ItemOpener;
  readonly history: History;
  readonly server: ServerScreen;
  readonly local: LocalModels;
  readonly localScreens: LocalScreens;
  /** Opens a request to the letter. */
  readonly showPrompt: (prompt: ChatPrompt) => Promise<void>;
  readonly applyCode: ApplyCode;
  readonly runCommand: RunCommand;
  readonly post: (message: ToPanel) => void;
  /** The panel can be seen: else nothing is worked out for it. */
  readonly visible: () => boolean;
  /** Opens the panel. */
  readonly reveal: () => Promise<void>;
}

const RECENT = 3;
const OPEN_LOG = { step: 'openLog', label: stepTexts.openLog } as const;

/** Answers the panel's messages and tells it what changed. */
export class ChatController {
  readonly #parts: ChatParts;
  #screen: Screen | undefined;
  #notice: ErrorCard | undefined;
  readonly #next: NextQuestion;
  readonly #cures: ContextCures;
  readonly #actions: CodeActions;
  #recent: readonly ChatSummary[] = [];
  /** There was no model when it was last looked. */
  #none = true;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#next = new NextQuestion(parts);
    this.#actions = new CodeActions(parts, () =>
      this.#notify(chatTexts.notInserted.title, chatTexts.notInserted.body),
    );
    this.#cures = new ContextCures({ ...parts, next: this.#next, tell: (card) => this.#tell(card) });
    const { models, conversation, composer, store, local } = parts;
    models.onDidChange(() => this.#modelsChanged());
    local.onNews(({ kind }) => {
      if (kind === 'ready' && this.#screen === 'download') this.show('chat');
    });
    composer.onDidChange(() => this.#situationChanged());
    conversation.onDidChange(() => {
      this.#situationChanged();
      void this.#findRecent();
    });
    conversation.onSaveFailed = () => this.#notify(chatTexts.notSaved.title, chatTexts.notSaved.body);
    conversation.onBecameCopy = (title) => this.#tell(informed(chatTexts.becameCopy, title));
    conversation.onKeptCopy = (title) => this.#tell(informed(chatTexts.keptCopy, title));
    conversation.onAskedInVain = ({ error, text }) => {
      const card = error && errorCard(error);
      if (card) this.#tell({ ...card, steps: stepsElsewhere(card) });
      // The question in other words is not lost either.
      if (text !== undefined && this.#next.empty) composer.show({ text, focus: true });
    };
    store.onDidSetAside((file) => this.#notify(chatTexts.damaged.title, chatTexts.damaged.body(file)));
  }

  /** Handles a message; what it starts goes on by itself, and its failure is told. */
  receive(message: FromPanel): void {
    this.#handle(message).catch((error: unknown) => {
      // The store has told of it.
      if (error instanceof DamagedChatError) return;
      this.#parts.log.line(`${message.type}: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof NewerChatError) this.#notify(chatTexts.newer.title, chatTexts.newer.body);
      else this.#notify(chatTexts.notDone.title, chatTexts.notDone.body, [OPEN_LOG]);
    });
  }

  /** The panel is seen again: what changed meanwhile is worked out for it. */
  seen(): void {
    this.#situationChanged();
    void this.#findRecent();
  }

  async ask(question: string, items: readonly ContextItem[]): Promise<void> {
    const { conversation } = this.#parts;
    this.show('chat');
    if (conversation.busy) {
      // The answer under way is not cut off: the question waits in the composer, unless another is being written.
      this.#parts.composer.attach(items);
      this.#parts.composer.show({ ...(this.#next.empty && { text: question }), focus: true });
      return;
    }
    await conversation.ask({ text: question, items });
  }

  /** A card above the conversation, for what was started outside of the panel, too. */
  warn(title: string, body: string): void {
    this.#notify(title, body);
  }

  show(screen: Screen, options: { readonly check?: boolean } = {}): void {
    if (this.#screen === 'download' && screen !== 'download') this.#parts.local.seen();
    this.#screen = screen;
    this.#present(screen, options);
  }

  #present(screen: Screen, options: { readonly check?: boolean } = {}): void {
    this.#parts.post({ type: 'screen', screen });
    if (screen === 'history') void this.#parts.history.show();
    if (screen === 'server') void this.#parts.server.open(options);
    if (screen === 'setup') void this.#parts.local.look();
  }

  async newChat(): Promise<void> {
    await this.#parts.conversation.startNew();
    this.#next.leave();
    this.show('chat');
    this.#parts.composer.show({ focus: true });
  }

  async #handle(message: FromPanel): Promise<void> {
    const { conversation, composer, history, server, setup, local, post } = this.#parts;
    switch (message.type) {
      case 'ready':
        return this.#showEverything();
      case 'send':
        return this.#send(message.text, message.shortened === 'yes');
      case 'stop':
        return conversation.stop();
      case 'regenerate':
        return conversation.regenerate(message.turn);
      case 'sendAsIs':
        return conversation.regenerate(message.turn, { asIs: true });
      case 'nextSecrets':
        return this.#next.decideSecrets(message.fate);
      case 'resend':
        return conversation.resend(message.turn, message.text);
      case 'newChat':
        return this.newChat();
      case 'draft':
        return this.#next.write(message.text);
      case 'attachSuggestion':
        return composer.attachSuggestion();
      case 'removeChip':
        return composer.remove(message.id);
      case 'pin':
      case 'unpin':
      case 'condense':
      case 'stopCondensing':
      case 'showPrompt':
        return this.#cures.receive(message);
      case 'openChip':
        return this.#openItem(message.turn, message.id);
      case 'findMentions':
        return this.#parts.attaching.find(message.request, message.query, message.kind);
      case 'takeMention':
        return this.#parts.attaching.take(message.id);
      case 'attachFiles':
        return this.#parts.attaching.dropped(message.uris);
      case 'openRule':
        return this.#parts.rules.open(message.id);
      case 'start':
        await vscode.commands.executeCommand('tolmach.explain');
        return;
      case 'chooseModel':
        return setup.chooseModel(message.ref);
      case 'setUpModels':
        return setup.openModelPicker();
      case 'show':
        return this.show(message.screen);
      case 'openChat':
        return this.#openChat(message.id);
      case 'searchChats':
        return history.show(message.query);
      case 'renameChat':
        return history.rename(message.id, message.title);
      case 'deleteChat':
        return history.delete(message.id);
      case 'restoreChat':
        return history.restore(message.id);
      case 'exportChat':
        return history.export(message.id);
      case 'code':
        return this.#actions.act(message);
      case 'finding':
        return this.#actions.actOnFinding(message);
      case 'copyAnswer':
        return this.#copyAnswer(message.turn);
      case 'openLink':
        return openLink(message.href);
      case 'step':
        return this.takeStep(message.step, message.turn);
      case 'dismissNotice':
        this.#notice = undefined;
        return post({ type: 'notice' });
      case 'checkServer':
        return server.check(message.url, message.key);
      case 'cancelCheck':
        server.cancel();
        return server.show();
      case 'saveServer':
        await server.save(message.url, message.key);
        return this.show('chat');
      case 'download':
        return local.begin(message.id);
      case 'pauseDownload':
        return local.pause(message.id);
      case 'cancelDownload':
        return this.#cancelDownload(message.id);
    }
  }

  async #send(text: string, agreed: boolean): Promise<void> {
    const command = slashed(text);
    if (!command) return this.#next.send(text, { agreed });
    await this.#next.write('');
    await this.#parts.runCommand(command);
  }

  /** Does what a button of an error card says. */
  takeStep(step: NextStep, turn?: string): Promise<void> {
    return takeStep(step, {
      ...this.#parts,
      turn,
      show: async (screen) => {
        await this.#parts.reveal();
        this.show(screen);
      },
      newChat: () => this.newChat(),
    });
  }

  /** Whether this screen is the one that the panel holds. */
  isAt(screen: Screen): boolean {
    return this.#screen === screen;
  }

  #showEverything(): void {
    const { post, models, conversation, composer, server, localScreens } = this.#parts;
    const mac = /^darwin/.test(process.platform);
    post({
      type: 'init',
      texts: panelTexts,
      mac,
      placesCommands: PLACES_COMMANDS,
      slashCommands: slashRows(slashHints),
    });
    const view = modelsView(models);
    post({ type: 'models', models: view });
    conversation.show();
    composer.show();
    server.show();
    localScreens.show();
    post({ type: 'notice', ...(this.#notice ? { card: this.#notice } : {}) });
    this.seen();
    // Not yet chosen: the first-run screen may still come.
    this.#present(this.#screen ?? 'chat');
    this.#offerSetup(view.none);
  }

  #modelsChanged(): void {
    const { models, post } = this.#parts;
    const view = modelsView(models);
    post({ type: 'models', models: view });
    this.#offerSetup(view.none);
    if (!this.#parts.conversation.busy) void this.#next.preview();
  }

  /** The first-run screen comes by itself once, when every place has been asked and there is no model. */
  #offerSetup(none: boolean): void {
    if (this.#screen === undefined && none && this.#parts.models.settled) this.show('setup');
    // One who came to it with a model at hand stays.
    if (this.#screen === 'setup' && this.#none && !none) this.show('chat');
    this.#none = none;
  }

  /** The file, the attached items or the chat changed. */
  #situationChanged(): void {
    void this.#next.preview();
    this.#showEmpty();
  }

  /** The chats that an empty one offers; read when a chat changed, not with every move of the cursor. */
  async #findRecent(): Promise<void> {
    const { store, conversation, visible } = this.#parts;
    if (!visible() || conversation.session.chat.turns.length > 0) return;
    // Where the folder cannot be read the history says so; an empty chat only has nothing to offer.
    this.#recent = (await store.list().catch(() => [])).slice(0, RECENT);
    this.#showEmpty();
  }

  #showEmpty(): void {
    const { composer, conversation, post, visible } = this.#parts;
    if (!visible() || conversation.session.chat.turns.length > 0) return;
    const { editor } = composer;
    const name = editor?.document.uri.path.split('/').at(-1);
    const row = editor?.selection.isEmpty
      ? ({ id: 'explainFile', label: chatTexts.explainFile } as const)
      : ({ id: 'explainSelection', label: chatTexts.explainSelection } as const);
    post({
      type: 'empty',
      title: name ? chatTexts.emptyTitleFor(name) : chatTexts.emptyTitle,
      rows: editor ? [row] : [],
      recent: this.#recent,
    });
  }

  async #openChat(id: string): Promise<void> {
    if (await this.#parts.conversation.open(id)) {
      this.#next.leave();
      return this.show('chat');
    }
    this.#notify(chatTexts.gone.title, chatTexts.gone.body);
    await this.#parts.history.show();
  }

  async #cancelDownload(id: string): Promise<void> {
    const { local } = this.#parts;
    await local.cancel(id);
    if (this.#screen === 'download' && !local.course()) this.show(this.#none ? 'setup' : 'chat');
  }

  /** Of a turn, else of the question that is being written. */
  async #openItem(turn: string | undefined, id: string): Promise<void> {
    const { conversation, composer, opener } = this.#parts;
    const asked = conversation.session.chat.turns.find((one) => one.id === turn);
    const item = turn === undefined ? composer.find(id) : asked?.question.items.find((one) => one.id === id);
    if (item) await opener.open(item);
  }

  async #copyAnswer(turn: string): Promise<void> {
    const answered = this.#parts.conversation.session.chat.turns.find((one) => one.id === turn);
    if (answered) await vscode.env.clipboard.writeText(answered.answer.text);
  }

  #notify(title: string, body: string, steps: ErrorCard['steps'] = []): void {
    this.#tell({ severity: 'warning', title, body, steps });
  }

  #tell(card: ErrorCard): void {
    this.#notice = card;
    this.#parts.post({ type: 'notice', card });
  }
}

interface ChatNotice {
  readonly title: string;
  readonly body: (chat: string) => string;
}

function informed({ title, body }: ChatNotice, chat: string): ErrorCard {
  return { severity: 'info', title, body: body(chat), steps: [] };
}

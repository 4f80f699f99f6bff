import * as vscode from 'vscode';
import type { NextStep, Screen } from '../../core/chat/protocol.ts';
import { catalogueFile } from '../../core/model/fileCatalogue.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { LocalModels } from '../localModels/localModels.ts';
import type { Log } from '../log.ts';
import type { ModelSetup } from '../models/modelSetup.ts';
import type { Conversation } from './conversation.ts';

export interface StepRooms {
  readonly models: Pick<ModelSource, 'chosen'>;
  readonly setup: ModelSetup;
  readonly local: LocalModels;
  readonly conversation: Conversation;
  readonly log: Log;
  /** Opens the panel at a screen. */
  readonly show: (screen: Screen) => Promise<void>;
  readonly newChat: () => Promise<void>;
  /** Whose card it is; nothing = no answer's. */
  readonly turn: string | undefined;
}

/** Does what a button of an error card says. */
export async function takeStep(step: NextStep, rooms: StepRooms): Promise<void> {
  const { setup, local, conversation, log, turn } = rooms;
  switch (step) {
    case 'retry':
      if (turn !== undefined) await conversation.regenerate(turn);
      return;
    case 'continue':
      if (turn !== undefined) await conversation.continueAnswer(turn);
      return;
    case 'checkConnection':
      return run('tolmach.checkConnection');
    case 'enterKey':
      return setup.enterKey();
    case 'chooseModel':
      return setup.openModelPicker();
    case 'openSettings':
      return run('tolmach.openSettings');
    case 'openLog':
      return log.show();
    case 'newChat':
      return rooms.newChat();
    case 'openChat':
      return rooms.show('chat');
    case 'pickModelFile':
      return setup.pickModelFile();
    case 'useChatModel':
      return setup.useChatModel();
    case 'copyAdminRequest':
      return setup.copyAdminRequest();
    case 'downloadModel':
      return downloadModel(rooms);
    case 'resumeDownload':
      return local.resume();
    case 'useDownloaded':
      return local.use();
    case 'manageModels':
      return run('tolmach.manageModels');
    case 'chooseFolder':
      if (await setup.chooseModelsFolder()) await local.resume();
      return;
    case 'setMirror':
      return openSetting('tolmach.local.mirror');
    case 'setProxy':
      return openSetting('http.proxy');
    case 'setPrivacy':
      return openSetting('tolmach.privacy.localOnly');
    case 'installBuild':
      return run('workbench.extensions.action.installVSIX');
    default:
      // A step that is missing above is an error of the compiler; one that the panel made up is none of ours.
      step satisfies never;
  }
}

/** The file of the chosen model when that is missing; else the reader sees first what is offered and how large it is. */
async function downloadModel({ models, local, show }: StepRooms): Promise<void> {
  const chosen = models.chosen('chat');
  const missing = chosen?.place.kind === 'local' && chosen.error?.kind === 'notFound';
  const file = missing ? catalogueFile(chosen.card.id) : undefined;
  if (file) await local.begin(file.id);
  else await show('setup');
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(command);
}

async function openSetting(name: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', name);
}

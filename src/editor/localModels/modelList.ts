import * as vscode from 'vscode';
import type { Advice, FileAdvice, Fit } from '../../core/model/advice.ts';
import { cardFor } from '../../core/model/catalogue.ts';
import { CATALOGUE_FILES, type CatalogueFile, catalogueFile } from '../../core/model/fileCatalogue.ts';
import type { DownloadView, LibraryFile } from '../../core/model/modelLibrary.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import { type FollowedButton, type FollowedItem, pickFollowing, separator } from '../models/followingPick.ts';
import { writeSetting } from '../settings.ts';
import { amount, doneOf, percent, tokensPerSecond } from './amounts/texts.ts';
import type { LocalModels } from './localModels.ts';
import { type FileRooms, pickModelFile, removeFile } from './ownFile.ts';
import { fileName, listTexts } from './texts.ts';

export interface ListRooms extends FileRooms {
  readonly local: LocalModels;
  readonly models: Pick<ModelSource, 'chosen' | 'onDidChange'>;
  readonly showDownload: () => Promise<void>;
}

/** The models of this machine: those that are there, those that come, those that could be fetched. */
export async function showModelList(rooms: ListRooms): Promise<void> {
  const { local, models } = rooms;
  void local.look();
  const followed = {
    onDidChange: (listener: () => void) => {
      const both = [local.onDidChange(listener), models.onDidChange(listener)];
      return { dispose: () => both.forEach((one) => void one.dispose()) };
    },
  };
  const { title, placeholder } = listTexts;
  const busy = (): boolean => local.findings === undefined;
  await pickFollowing(followed, { title, placeholder, busy }, () => modelItems(rooms));
}

/** The list's rows, group by group. */
export function modelItems(rooms: ListRooms): FollowedItem[] {
  const { local } = rooms;
  const files = local.library.files();
  const downloads = local.library.downloads();
  const taken = new Set([
    ...files.map(({ id }) => id.toLowerCase()),
    ...downloads.map(({ file }) => file.name.toLowerCase()),
  ]);
  const rest = bestFirst(local.findings?.advice).filter(({ name }) => !taken.has(name.toLowerCase()));
  return [
    ...group(
      listTexts.there,
      files.map((file) => fileItem(rooms, file)),
    ),
    ...group(
      listTexts.coming,
      downloads.map((view) => downloadItem(rooms, view)),
    ),
    ...group(
      listTexts.available,
      rest.map((file) => availableItem(rooms, file)),
    ),
    separator(listTexts.actions),
    {
      id: 'pick file',
      label: listTexts.pickFile,
      iconPath: new vscode.ThemeIcon('folder-opened'),
      run: () => pickModelFile(rooms),
    },
    {
      id: 'open folder',
      label: listTexts.openFolder,
      iconPath: new vscode.ThemeIcon('folder'),
      run: () => reveal(rooms.modelsFolder()),
    },
  ];
}

const BY_FIT: readonly Fit[] = ['gpu', 'memory', 'tight', 'never'];

/** The recommended one, then by where each would run; what cannot run here is last. */
function bestFirst(advice: Advice | undefined): readonly CatalogueFile[] {
  if (!advice) return CATALOGUE_FILES;
  const rank = (one: FileAdvice): number => (one === advice.recommended ? -1 : BY_FIT.indexOf(one.fit));
  return advice.files.toSorted((one, other) => rank(one) - rank(other)).map(({ file }) => file);
}

const group = (title: string, items: readonly FollowedItem[]): FollowedItem[] =>
  items.length === 0 ? [] : [separator(title), ...items];

const line = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' · ');

function button(icon: string, tooltip: string, run: () => Promise<void>): FollowedButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip, run };
}

function fileItem(rooms: ListRooms, file: LibraryFile): FollowedItem {
  const { local, models } = rooms;
  const { id, path, bytes, foreign } = file;
  const known = catalogueFile(id);
  const speed = local.library.speeds().get(id);
  const { buttons } = listTexts;
  return {
    id,
    label: known ? fileName(known) : cardFor(id, { rawCompletions: false }).name,
    description: line([models.chosen('chat')?.ref === `local/${id}` ? listTexts.current : undefined, id]),
    detail: line([
      amount(bytes),
      speed && listTexts.speed(tokensPerSecond(speed.writing), true),
      known?.licence,
      foreign ? listTexts.foreign(path) : undefined,
    ]),
    buttons: [
      button('folder-opened', buttons.reveal, () => reveal(path)),
      // The question about it takes the list's place: it is opened again after.
      button(foreign ? 'close' : 'trash', foreign ? buttons.forget : buttons.remove, async () => {
        await removeFile(rooms, file);
        await showModelList(rooms);
      }),
    ],
    run: () => writeSetting('chatModel', `local/${id}`),
  };
}

function downloadItem({ local, showDownload }: ListRooms, view: DownloadView): FollowedItem {
  const { file, phase, done, total } = view;
  const { buttons } = listTexts;
  const stopped = phase === 'paused' || phase === 'failed';
  return {
    id: `download ${file.id}`,
    label: fileName(file),
    description: stopped ? listTexts[phase] : percent(total > 0 ? done / total : 0),
    detail: doneOf(done, total),
    buttons: [
      stopped
        ? button('play', buttons.resume, () => local.begin(file.id))
        : button('debug-pause', buttons.pause, () => local.pause(file.id)),
      button('trash', buttons.cancel, () => local.cancel(file.id)),
    ],
    run: showDownload,
  };
}

function availableItem({ local }: ListRooms, file: CatalogueFile): FollowedItem {
  const advice = local.findings?.advice;
  const of = advice?.files.find((one) => one.file.id === file.id);
  const recommended = advice?.recommended?.file.id === file.id;
  return {
    id: `available ${file.id}`,
    label: fileName(file),
    description: line([recommended ? listTexts.recommended : undefined, of && listTexts.fit[of.fit]]),
    detail: line([amount(file.bytes), ...adviceFacts(of), file.licence, originOf(file)]),
    iconPath: new vscode.ThemeIcon('cloud-download'),
    run: () => local.begin(file.id),
  };
}

const originOf = ({ official }: CatalogueFile): string =>
  official ? listTexts.official : listTexts.community;

function adviceFacts(advice: FileAdvice | undefined): (string | undefined)[] {
  if (!advice) return [];
  const { neededMemory, speed, enoughDisk } = advice;
  return [
    listTexts.needs(amount(neededMemory)),
    speed && listTexts.speed(tokensPerSecond(speed.tokensPerSecond), speed.measured),
    enoughDisk ? undefined : listTexts.noDisk,
  ];
}

/** Shows a file or a folder where files are shown; in a browser there is no such place. */
async function reveal(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const shown = await Promise.resolve(vscode.commands.executeCommand('revealFileInOS', uri)).then(
    () => true,
    () => false,
  );
  if (!shown) await vscode.env.openExternal(uri);
}

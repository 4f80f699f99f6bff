import * as vscode from 'vscode';
import type { FailedPlace, ModelEntry, ModelPlace, ModelSource } from '../../core/model/modelSource.ts';
import { modelFacts } from '../modelFacts.ts';
import { type Settings, writeSetting } from '../settings.ts';
import { errorCard } from '../texts.ts';
import { type FollowedItem, pickFollowing, separator } from './followingPick.ts';
import { modelTexts, stateText } from './texts.ts';

type Action = () => Promise<void>;

export interface PickerRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  readonly actions: {
    readonly completions: Action;
    readonly addServer: Action;
    readonly pickFile: Action;
    readonly manage: Action;
    readonly check: Action;
    readonly cure: (failed: FailedPlace) => Promise<void>;
  };
}

const { picker } = modelTexts;

/** Chooses the model; it follows what the places say while it is open. */
export async function showModelPicker({ models, settings, actions }: PickerRooms): Promise<void> {
  const { chatModel } = settings();
  await pickFollowing(models, picker, () => [
    ...groups(models, {
      chosen: models.chosen('chat')?.ref,
      choose: (ref) => writeSetting('chatModel', ref),
      cure: actions.cure,
    }),
    separator(picker.actions),
    ...(chatModel === '' ? [] : [automatic()]),
    action(picker.separateCompletion, () => showCompletionPicker(models, actions.cure)),
    action(picker.completions, actions.completions, 'sparkle'),
    action(picker.addServer, actions.addServer, 'server'),
    action(picker.manage, actions.manage, 'vm'),
    action(picker.pickFile, actions.pickFile, 'folder-opened'),
    action(picker.check, actions.check, 'plug'),
  ]);
}

async function showCompletionPicker(
  models: ModelSource,
  cure: PickerRooms['actions']['cure'],
): Promise<void> {
  const titles = { title: picker.completionTitle, placeholder: picker.completionTitle };
  await pickFollowing(models, titles, () => [
    action(picker.sameCompletion, () => writeSetting('completionModel', '')),
    ...groups(models, {
      chosen: models.chosen('completion')?.ref,
      choose: (ref) => writeSetting('completionModel', ref),
      cure,
    }),
  ]);
}

function action(label: string, run: Action, icon?: string): FollowedItem {
  return { id: label, label, run, ...(icon ? { iconPath: new vscode.ThemeIcon(icon) } : {}) };
}

const automatic = (): FollowedItem => ({
  ...action(picker.auto, () => writeSetting('chatModel', '')),
  detail: picker.autoDetail,
});

interface Choice {
  readonly chosen: string | undefined;
  readonly choose: (ref: string) => Promise<void>;
  readonly cure: (failed: FailedPlace) => Promise<void>;
}

/** Models and servers that do not answer, by where they are. */
function groups(models: ModelSource, { chosen, choose, cure }: Choice): FollowedItem[] {
  const items = new Map<string, FollowedItem[]>();
  const put = (place: ModelPlace, item: FollowedItem): void => {
    const group = place.kind === 'server' ? `${place.name} · ${place.host}` : picker.here;
    items.set(group, [...(items.get(group) ?? []), item]);
  };
  for (const entry of models.entries()) {
    put(
      entry.place,
      modelItem(entry, entry.ref === chosen, () => choose(entry.ref)),
    );
  }
  for (const failed of models.failures())
    put(
      failed.place,
      failureItem(failed, () => cure(failed)),
    );
  return [...items].flatMap(([group, all]) => [separator(group), ...all]);
}

function modelItem({ ref, card, state, progress }: ModelEntry, chosen: boolean, run: Action): FollowedItem {
  return {
    id: ref,
    label: card.name,
    description: [chosen ? picker.current : undefined, stateText(state, progress)].filter(Boolean).join(', '),
    detail: [card.id === card.name ? undefined : card.id, modelFacts(card)].filter(Boolean).join(' · '),
    run,
  };
}

function failureItem({ ref, state, error, cure }: FailedPlace, run: Action): FollowedItem {
  return {
    id: ref,
    label: picker.cure[cure],
    description: state === 'checking' ? stateText(state) : errorCard(error).title,
    iconPath: new vscode.ThemeIcon(cure === 'enterKey' ? 'key' : 'debug-disconnect'),
    run,
  };
}

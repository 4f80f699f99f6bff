import * as vscode from 'vscode';
import type { ModelEntry, ModelSource } from '../../core/model/modelSource.ts';
import { modelFacts } from '../modelFacts.ts';
import { type Settings, writeSetting } from '../settings.ts';
import { modelTexts, stateText } from './texts.ts';

type Action = () => Promise<void>;
type Item = vscode.QuickPickItem & { readonly run?: Action };

export interface PickerRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  readonly actions: { readonly addServer: Action; readonly pickFile: Action; readonly check: Action };
}

const { picker } = modelTexts;
const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** Chooses the model; it follows what the places say while it is open. */
export async function showModelPicker({ models, settings, actions }: PickerRooms): Promise<void> {
  const { chatModel } = settings();
  await pick(picker.title, picker.placeholder, models, () => [
    ...modelItems(models, models.chosen('chat')?.ref, (ref) => writeSetting('chatModel', ref)),
    separator(picker.actions),
    ...(chatModel === '' ? [] : [automatic()]),
    { label: picker.separateCompletion, run: () => showCompletionPicker(models) },
    { label: picker.addServer, iconPath: new vscode.ThemeIcon('server'), run: actions.addServer },
    { label: picker.pickFile, iconPath: new vscode.ThemeIcon('folder-opened'), run: actions.pickFile },
    { label: picker.check, iconPath: new vscode.ThemeIcon('plug'), run: actions.check },
  ]);
}

async function showCompletionPicker(models: ModelSource): Promise<void> {
  await pick(picker.completionTitle, picker.completionTitle, models, () => [
    { label: picker.sameCompletion, run: () => writeSetting('completionModel', '') },
    ...modelItems(models, models.chosen('completion')?.ref, (ref) => writeSetting('completionModel', ref)),
  ]);
}

const automatic = (): Item => ({
  label: picker.auto,
  detail: picker.autoDetail,
  run: () => writeSetting('chatModel', ''),
});

function modelItems(
  models: ModelSource,
  chosen: string | undefined,
  choose: (ref: string) => Promise<void>,
): Item[] {
  const groups = new Map<string, ModelEntry[]>();
  for (const entry of models.entries()) {
    const group = entry.place.kind === 'server' ? `${entry.place.name} · ${entry.place.host}` : picker.here;
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  return [...groups].flatMap(([group, entries]) => [
    separator(group),
    ...entries.map(
      ({ ref, card, state, progress }): Item => ({
        label: card.name,
        description: [ref === chosen ? picker.current : undefined, stateText(state, progress)]
          .filter(Boolean)
          .join(', '),
        detail: [card.id === card.name ? undefined : card.id, modelFacts(card)].filter(Boolean).join(' · '),
        run: () => choose(ref),
      }),
    ),
  ]);
}

/** A quick pick whose items are made anew whenever the models change. */
async function pick(
  title: string,
  placeholder: string,
  models: ModelSource,
  make: () => Item[],
): Promise<void> {
  const quickPick = vscode.window.createQuickPick<Item>();
  Object.assign(quickPick, {
    title,
    placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
    items: make(),
  });
  const following = models.onDidChange(() => {
    const active = quickPick.activeItems[0]?.label;
    quickPick.items = make();
    quickPick.activeItems = quickPick.items.filter(({ label }) => label === active).slice(0, 1);
  });
  const picked = await new Promise<Item | undefined>((resolve) => {
    quickPick.onDidAccept(() => resolve(quickPick.selectedItems[0]));
    quickPick.onDidHide(() => resolve(undefined));
    quickPick.show();
  });
  following.dispose();
  quickPick.dispose();
  await picked?.run?.();
}

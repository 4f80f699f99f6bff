import * as vscode from 'vscode';
import type { ModelSource } from '../../core/model/modelSource.ts';

/** An item that stays the same one, whatever its words and its place in the list become. */
export interface FollowedItem extends vscode.QuickPickItem {
  readonly id: string;
  readonly run?: () => Promise<void>;
}

export const separator = (label: string): FollowedItem => ({
  id: `separator ${label}`,
  label,
  kind: vscode.QuickPickItemKind.Separator,
});

/**
 * A quick pick whose items are made anew whenever the models change. The item that the user points at stays the one
 * pointed at; when it is gone, none is: Enter never means another than was seen.
 */
export async function pickFollowing(
  models: Pick<ModelSource, 'onDidChange' | 'watch'>,
  titles: { readonly title: string; readonly placeholder: string },
  make: () => FollowedItem[],
): Promise<void> {
  const quickPick = vscode.window.createQuickPick<FollowedItem>();
  quickPick.title = titles.title;
  quickPick.placeholder = titles.placeholder;
  quickPick.matchOnDescription = true;
  quickPick.matchOnDetail = true;
  quickPick.keepScrollPosition = true;
  let shown = '';
  const show = (): void => {
    const items = make();
    // A list that is set anew, though it looks the same, may overtake a key that the user has just pressed.
    const looks = JSON.stringify(items);
    if (looks === shown) return;
    const pointed = quickPick.activeItems[0]?.id;
    quickPick.items = items;
    if (shown !== '') quickPick.activeItems = items.filter(({ id }) => id === pointed);
    shown = looks;
  };
  show();
  const following = models.onDidChange(show);
  const watching = models.watch();
  const picked = await new Promise<FollowedItem | undefined>((resolve) => {
    quickPick.onDidAccept(() => resolve(quickPick.selectedItems[0]));
    quickPick.onDidHide(() => resolve(undefined));
    quickPick.show();
  });
  following.dispose();
  watching.dispose();
  quickPick.dispose();
  await picked?.run?.();
}

import * as vscode from 'vscode';
import type { Subscription } from '../../core/events.ts';
import { paced } from '../paced.ts';

/** An action at the end of an item; the list stays open. */
export interface FollowedButton extends vscode.QuickInputButton {
  readonly run: () => Promise<void>;
}

/** An item that stays the same one, whatever its words and its place in the list become. */
export interface FollowedItem extends vscode.QuickPickItem {
  readonly id: string;
  readonly run?: () => Promise<void>;
  readonly buttons?: readonly FollowedButton[];
}

/** What a list follows. */
export interface Followed {
  readonly onDidChange: (listener: () => void) => Subscription;
  /** Somebody looks at it. */
  readonly watch?: () => Subscription;
}

export interface FollowedTitles {
  readonly title: string;
  readonly placeholder: string;
  /** More is being found out. */
  readonly busy?: () => boolean;
}

const CHANGES_APART = 250;

export const separator = (label: string): FollowedItem => ({
  id: `separator ${label}`,
  label,
  kind: vscode.QuickPickItemKind.Separator,
});

/**
 * A quick pick whose items are made anew whenever what it follows changes. The item that the user points at stays the one
 * pointed at; when it is gone, none is: Enter never means another than was seen.
 */
export async function pickFollowing(
  followed: Followed,
  { title, placeholder, busy }: FollowedTitles,
  make: () => FollowedItem[],
): Promise<void> {
  const quickPick = vscode.window.createQuickPick<FollowedItem>();
  quickPick.title = title;
  quickPick.placeholder = placeholder;
  quickPick.matchOnDescription = true;
  quickPick.matchOnDetail = true;
  quickPick.keepScrollPosition = true;
  let shown = '';
  const show = (): void => {
    quickPick.busy = busy?.() ?? false;
    const items = make();
    // A list that is set anew, though it looks the same, may overtake a key that the user has just pressed.
    const looks = JSON.stringify(items);
    if (looks === shown) return;
    const pointed = quickPick.activeItems[0]?.id;
    quickPick.items = items;
    if (shown !== '') quickPick.activeItems = items.filter(({ id }) => id === pointed);
    shown = looks;
  };
  const shows = paced(show, CHANGES_APART);
  show();
  const following = followed.onDidChange(shows.call);
  const watching = followed.watch?.();
  quickPick.onDidTriggerItemButton(({ button, item }) => {
    void item.buttons?.find((one) => one === button)?.run();
  });
  const picked = await new Promise<FollowedItem | undefined>((resolve) => {
    quickPick.onDidAccept(() => resolve(quickPick.selectedItems[0]));
    quickPick.onDidHide(() => resolve(undefined));
    quickPick.show();
  });
  following.dispose();
  watching?.dispose();
  shows.dispose();
  quickPick.dispose();
  await picked?.run?.();
}

import * as vscode from 'vscode';
import type { ShownReview } from './shownReview.ts';
import { reviewTexts } from './texts.ts';

/** «Толмач: правка 2 из 5 · файл 1 из 2» for the review in front. */
export class ReviewStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('tolmach.review', vscode.StatusBarAlignment.Right, 101);

  constructor() {
    this.#item.command = 'tolmach.nextEdit';
  }

  show(front: ShownReview | undefined): void {
    const all = front?.group.flatMap((shown) => shown.hunks.map((hunk) => ({ shown, hunk }))) ?? [];
    const at = all.findIndex(({ shown, hunk }) => shown === front && hunk.id === shown.current);
    if (!front || front.writing || at < 0) {
      this.#item.hide();
      return;
    }
    const files =
      front.group.length > 1
        ? numbered(reviewTexts.inFiles, front.group.indexOf(front), front.group.length)
        : '';
    this.#item.text = numbered(reviewTexts.status, at, all.length) + files;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function numbered(text: string, at: number, count: number): string {
  return text.replace('{i}', String(at + 1)).replace('{n}', String(count));
}

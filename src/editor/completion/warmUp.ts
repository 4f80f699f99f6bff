import * as vscode from 'vscode';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { InlineProvider } from './inlineProvider.ts';

/** Milliseconds of rest before the model reads: whoever leafs through files, or moves on, costs nothing. */
const REST = { opened: 120, moved: 800 };

/**
 * Lets the model read ahead: when a file comes into view, when the model comes to be known, and when the cursor rests
 * elsewhere. The completer asks nothing for what has been read.
 */
export function followForWarmUp(
  load: () => Promise<InlineProvider>,
  models: Pick<ModelSource, 'chosen' | 'onDidChange'>,
): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (rest: number): void => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (!vscode.window.activeTextEditor || !models.chosen('completion')) return;
      const provider = await load();
      const editor = vscode.window.activeTextEditor;
      if (editor) await provider.warmUp(editor);
    }, rest);
  };
  let known: string | undefined;
  const following = models.onDidChange(() => {
    const ref = models.chosen('completion')?.ref;
    if (ref === known) return;
    known = ref;
    soon(REST.opened);
  });
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => soon(REST.opened)),
    vscode.window.onDidChangeTextEditorSelection(() => soon(REST.moved)),
    { dispose: () => following.dispose() },
    { dispose: () => clearTimeout(timer) },
  );
}

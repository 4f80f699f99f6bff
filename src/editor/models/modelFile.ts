import * as vscode from 'vscode';
import type { ModelRegistry } from '../../core/model/modelRegistry.ts';
import { writeSetting } from '../settings.ts';
import { modelTexts } from './texts.ts';

/**
 * Asks for a GGUF file and chooses it. It is used where it lies (a copy would cost gigabytes): its folder becomes the
 * folder of models.
 * @param modelsFolder the folder that is set now
 */
export async function pickModelFile(registry: ModelRegistry, modelsFolder: string): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: modelTexts.file.title,
      openLabel: modelTexts.file.use,
      filters: { [modelTexts.file.filter]: ['gguf'] },
      defaultUri: vscode.Uri.file(modelsFolder),
    })) ?? [];
  if (!file) return;
  const folder = vscode.Uri.joinPath(file, '..').fsPath;
  if (folder !== modelsFolder) {
    await writeSetting('local.modelsFolder', folder);
    void vscode.window.showInformationMessage(modelTexts.file.folder(folder));
  }
  await writeSetting('chatModel', `local/${file.path.split('/').at(-1)}`);
  await registry.refresh();
}

import * as vscode from 'vscode';
import type { CompletionStatistics } from '../../../core/completion/statistics.ts';
import { statisticsPage } from './texts.ts';

/** The counts as a page that can be read. */
export async function showStatistics(statistics: Pick<CompletionStatistics, 'days'>): Promise<void> {
  const content = statisticsPage(statistics.days);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: true });
}

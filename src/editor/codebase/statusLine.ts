import { codebaseTexts, troubleTexts } from './texts.ts';
import type { WorkspaceCode } from './workspaceCode.ts';

/** How the index stands; nothing while there is nothing to say. */
export function statusLine(code: Pick<WorkspaceCode, 'state' | 'trouble' | 'forbidden'>): string | undefined {
  if (code.forbidden) return undefined;
  const { state, trouble } = code;
  if (state?.error && trouble) return codebaseTexts.failed(troubleTexts[trouble]);
  const line = state && codebaseTexts.status(state);
  const unreadable =
    state && state.unreadable.length > 0 ? codebaseTexts.unreadable(state.unreadable) : undefined;
  return [line, unreadable].filter(Boolean).join('\n') || undefined;
}

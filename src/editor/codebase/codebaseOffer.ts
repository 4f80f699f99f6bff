import type { CodebaseOffer } from '../context/mention.ts';
import { troubleTexts } from './texts.ts';
import type { WorkspaceCode } from './workspaceCode.ts';

/** What the list behind @ says of the index. One that is being built, or was deleted, may be asked all the same. */
export function codebaseOffer(code: WorkspaceCode): CodebaseOffer {
  const { error, files = 0 } = code.state ?? {};
  const kind = error?.kind === 'disposed' ? 'crashed' : error?.kind;
  const trouble = code.forbidden ?? kind;
  return trouble ? { unavailable: troubleTexts[trouble] } : { files };
}

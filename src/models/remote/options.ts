import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import type { NetworkSettings } from '../../core/model/network.ts';
import type { ServerSettings } from '../../core/model/serverSettings.ts';

export interface RemoteOptions {
  readonly settings: ServerSettings;
  /** The server's key, asked for with every request; nothing when none is set. */
  readonly key: () => Promise<string | undefined>;
  /** Asked for with every request: a changed setting counts at once. */
  readonly network: () => NetworkSettings;
  /** Random for each window; a router that sees it can keep a window's prefix cache on one replica. */
  readonly sessionId: string;
  readonly counterFor: (card: ModelCard) => Promise<TokenCounter>;
  /** Takes lines without any content of the user's. */
  readonly log: (line: string) => void;
}

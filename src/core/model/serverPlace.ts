import type { ModelEntry, ModelPlace } from './modelSource.ts';
import type { ServerSettings } from './serverSettings.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * True when requests to `hostname` (as `URL.hostname` gives it) cannot leave this machine. Only literal names count:
 * a name that DNS resolves to loopback today may resolve elsewhere tomorrow.
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** The place that a setting describes. An address that cannot be read is shown as it was written. */
export function serverPlace(settings: ServerSettings): ModelPlace & { readonly kind: 'server' } {
  if (!URL.canParse(settings.url)) {
    return { kind: 'server', name: settings.name, host: settings.url, loopback: false };
  }
  const { host, hostname } = new URL(settings.url);
  return { kind: 'server', name: settings.name, host, loopback: isLoopback(hostname) };
}

/** Whether requests to a model leave this machine: its server is elsewhere, or hands them on. */
export function leavesMachine({ place, card }: Pick<ModelEntry, 'place' | 'card'>): boolean {
  return place.kind === 'server' && (!place.loopback || card.forwardsTo !== undefined);
}

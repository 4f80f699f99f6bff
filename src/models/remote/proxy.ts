import { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';
import { isLoopback } from '../../core/model/serverPlace.ts';

/**
 * The proxy that a request to `target` goes through, or nothing: loopback is never proxied, nor is what `noProxy`
 * names.
 * @throws ModelError `unreachable` (`proxy`) when the setting is no address of a proxy that is understood
 */
export function proxyFor(target: URL, network: NetworkSettings): URL | undefined {
  if (!network.proxy || isLoopback(target.hostname) || isExempt(target, network.noProxy)) return undefined;
  // `socks5h` has names resolved by the proxy, which is what the transport always does.
  const address = network.proxy.replace(/^socks5h:/i, 'socks5:');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && ['http:', 'https:', 'socks5:', 'socks:'].includes(url.protocol)) return url;
  throw new ModelError('unreachable', { host: target.host, reason: 'proxy' });
}

/** Rules are hosts with their subdomains, `.suffix`, `*.suffix` or `*`, each with a port if only that one is meant. */
function isExempt(target: URL, rules: readonly string[]): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return rules.some((rule) => {
    const [, name = '', rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule.trim().toLowerCase()) ?? [];
    if (!name || (rulePort && rulePort !== port)) return false;
    if (name === '*') return true;
    const suffix = name.replace(/^\*?\./, '');
    return target.hostname === suffix || target.hostname.endsWith(`.${suffix}`);
  });
}

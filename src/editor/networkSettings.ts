import * as vscode from 'vscode';
import type { NetworkSettings } from '../core/model/network.ts';
import type { Settings } from './settings.ts';

/** The editor's own `http.*` settings, and where it sets no proxy, the environment's, as the editor itself does. */
export function readNetworkSettings(settings: Settings): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const { env } = process;
  const proxied = http.get<string>('proxySupport') !== 'off';
  const authorization = http.get<string | null>('proxyAuthorization');
  const noProxy = http.get<string[]>('noProxy') ?? [];
  const environment =
    env['HTTPS_PROXY'] ?? env['https_proxy'] ?? env['HTTP_PROXY'] ?? env['http_proxy'] ?? '';
  const environmentNoProxy = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').map((host) => host.trim());
  return {
    proxy: proxied ? http.get<string>('proxy') || environment : '',
    ...(authorization ? { proxyAuthorization: authorization } : {}),
    noProxy: [...noProxy, ...environmentNoProxy].filter(Boolean),
    strictCertificates: http.get<boolean>('proxyStrictSSL') ?? true,
    systemCertificates: http.get<boolean>('systemCertificates') ?? true,
    localOnly: settings.localOnly,
    timeouts: settings.timeouts,
  };
}

import * as vscode from 'vscode';
import type { CheckLine } from '../../core/chat/protocol.ts';
import { isTPro } from '../../core/model/catalogue.ts';
import type { CheckStep } from '../../core/model/connectionCheck.ts';
import type { ModelRegistry } from '../../core/model/modelRegistry.ts';
import { serverAt } from '../../core/model/serverAddress.ts';
import { serverPlace } from '../../core/model/serverPlace.ts';
import type { ServerSettings } from '../../core/model/serverSettings.ts';
import { addServer, type Settings, writeSetting } from '../settings.ts';
import type { Keys } from './keys.ts';
import { checkLine, modelTexts } from './texts.ts';

/** @param key nothing = none is sent */
export type CheckConnection = (
  server: ServerSettings,
  key: string | undefined,
  signal: AbortSignal,
) => AsyncIterable<CheckStep>;

export interface ServerRooms {
  readonly registry: ModelRegistry;
  readonly settings: () => Settings;
  readonly keys: Keys;
  readonly check: CheckConnection;
}

/** Connecting to a server: the check, and storing what passed it. */
export class ServerSetup {
  readonly #rooms: ServerRooms;

  constructor(rooms: ServerRooms) {
    this.#rooms = rooms;
  }

  async *check(typed: string, key: string | undefined, signal: AbortSignal): AsyncIterable<CheckLine> {
    const { settings, keys, check } = this.#rooms;
    const server = serverAt(typed, settings().servers);
    const remote = serverPlace(server).loopback ? vscode.env.remoteName : undefined;
    const used = key || (await keys.get(server));
    for await (const step of check(server, used, signal)) yield checkLine(step, remote);
  }

  async save(typed: string, key: string | undefined): Promise<void> {
    const { settings, keys, registry } = this.#rooms;
    const { servers } = settings();
    const server = serverAt(typed, servers);
    if (key) await keys.set(server, key);
    if (!servers.includes(server)) await addServer(server);
    await registry.refresh({ anew: Boolean(key) });
    const here = registry
      .entries()
      .filter(({ place }) => place.kind === 'server' && place.name === server.name);
    const best = here.find(({ card }) => isTPro(card)) ?? here[0];
    if (best) await writeSetting('chatModel', best.ref);
  }

  /** The named server, else that of the chosen model, else the first that does not answer, else the first. */
  async current(named?: string): Promise<{ readonly url: string; readonly hasKey: boolean }> {
    const { registry, settings } = this.#rooms;
    const { servers } = settings();
    const place = registry.chosen('chat')?.place;
    const chosen = place?.kind === 'server' ? place.name : registry.failures()[0]?.name;
    const server = find(servers, named) ?? find(servers, chosen) ?? servers[0];
    if (!server) return { url: '', hasKey: false };
    return { url: server.url, hasKey: await this.hasKey(server.url) };
  }

  /** The server whose key is in question: that of the chosen model, else the first that refused it. */
  refusing(): string | undefined {
    const { registry } = this.#rooms;
    const chosen = registry.chosen('chat');
    if (chosen?.place.kind === 'server' && chosen.state === 'unauthorized') return chosen.place.name;
    return registry.failures().find(({ cure }) => cure === 'enterKey')?.name;
  }

  /** Whether a key would go with requests to this address. */
  async hasKey(typed: string): Promise<boolean> {
    const { settings, keys } = this.#rooms;
    return (await keys.get(serverAt(typed, settings().servers))) !== undefined;
  }

  /**
   * Asks for a key; an empty field deletes the one that is kept.
   * @param named nothing = the user says which server
   */
  async enterKey(named?: string): Promise<void> {
    const server = find(this.#rooms.settings().servers, named) ?? (await this.#pick());
    if (!server) return;
    const { keys, registry } = this.#rooms;
    const kept = (await keys.get(server)) !== undefined;
    const entered = await vscode.window.showInputBox({
      title: modelTexts.key.title,
      prompt: kept ? modelTexts.key.replace(server.name) : modelTexts.key.prompt(server.name),
      password: true,
      ignoreFocusOut: true,
    });
    const key = entered?.trim();
    if (key === undefined || (key === '' && !kept)) return;
    if (key === '') {
      await keys.remove(server);
      // The environment's stays.
      const left = (await keys.get(server)) !== undefined;
      const text = left ? modelTexts.key.environment : modelTexts.key.removed(server.name);
      void vscode.window.showInformationMessage(text);
    } else await keys.set(server, key);
    await registry.refresh({ anew: true });
  }

  async copyAdminRequest(): Promise<void> {
    await vscode.env.clipboard.writeText(modelTexts.request.text);
    void vscode.window.showInformationMessage(modelTexts.request.copied);
  }

  async #pick(): Promise<ServerSettings | undefined> {
    const { servers } = this.#rooms.settings();
    if (servers.length === 0) void vscode.window.showInformationMessage(modelTexts.key.noServers);
    if (servers.length < 2) return servers[0];
    const items = servers.map((server) => ({ label: server.name, description: server.url, server }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: modelTexts.key.whichServer });
    return picked?.server;
  }
}

const find = (servers: readonly ServerSettings[], named: string | undefined): ServerSettings | undefined =>
  servers.find(({ name }) => name === named);

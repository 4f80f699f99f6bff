import * as vscode from 'vscode';
import type { CommitStyle } from '../core/commit/commitPrompt.ts';
import type { CommentLanguage } from '../core/edit/tasks/document.ts';
import { readServers } from '../core/model/readServers.ts';
import type { ServerSettings } from '../core/model/serverSettings.ts';

const SECTION = 'tolmach';

/** What is known of the code of the workspace. */
export interface CodeSettings {
  /** There is an index. */
  readonly index: boolean;
  /** Globs of what is left out of it. */
  readonly exclude: readonly string[];
  /** Questions that speak of the project are answered with what is found in it, without being asked to. */
  readonly auto: boolean;
}

/** Everything that the user can set, read once and typed. Durations in seconds as set. */
export interface Settings {
  readonly servers: readonly ServerSettings[];
  readonly chatModel: string;
  readonly completionModel: string;
  readonly local: {
    readonly modelsFolder: string;
    readonly files: readonly string[];
    readonly mirror: string;
    readonly threads: number;
    readonly gpu: boolean;
    readonly unloadAfterMinutes: number;
  };
  readonly chat: { readonly reasoning: boolean; readonly answerTokens: number };
  readonly contextWindow: number;
  readonly code: CodeSettings;
  readonly commit: CommitStyle;
  /** Of the comments that are written; `file`: as the file has them. */
  readonly commentLanguage: CommentLanguage | 'file';
  /** Tasks stand above definitions. */
  readonly codeLens: boolean;
  readonly completionEnabled: boolean;
  /** Where completions do not come by themselves: language ids, globs. */
  readonly completionOff: {
    readonly languages: readonly string[];
    readonly files: readonly string[];
    readonly onBattery: boolean;
  };
  readonly localOnly: boolean;
  readonly maskSecrets: boolean;
  readonly timeouts: { readonly connect: number; readonly firstToken: number; readonly idle: number };
}

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration(SECTION);
  // Defaults stand in package.json: a missing one is an error of ours, not of the user's.
  const get = <T extends string | number | boolean>(key: string): T => {
    const value = settings.get<T>(key);
    if (value === undefined) throw new Error(`tolmach.${key} has no default in package.json`);
    // The editor hands over what the file holds, whatever its type.
    const fallback = settings.inspect<T>(key)?.defaultValue;
    return fallback !== undefined && typeof value !== typeof fallback ? fallback : value;
  };
  return {
    servers: readServers(settings.get('servers')),
    chatModel: get('chatModel'),
    completionModel: get('completionModel'),
    local: {
      modelsFolder: get('local.modelsFolder'),
      files: readStrings(settings.get('local.files')),
      mirror: get('local.mirror'),
      threads: get('local.threads'),
      gpu: get('local.gpu'),
      unloadAfterMinutes: get('local.unloadAfter'),
    },
    chat: { reasoning: get('chat.reasoning'), answerTokens: get('chat.answerTokens') },
    contextWindow: get('context.window'),
    code: {
      index: get('context.index'),
      exclude: readStrings(settings.get('context.exclude')),
      auto: get('context.auto'),
    },
    commit: {
      language: get('commit.language') === 'en' ? 'en' : 'ru',
      conventional: get('commit.conventional'),
    },
    commentLanguage: readCommentLanguage(get('edit.commentLanguage')),
    codeLens: get('edit.codeLens'),
    completionEnabled: get('completion.enabled'),
    completionOff: {
      languages: readStrings(settings.get('completion.offLanguages')),
      files: readStrings(settings.get('completion.offFiles')),
      onBattery: get('completion.pauseOnBattery'),
    },
    localOnly: get('privacy.localOnly'),
    maskSecrets: get('privacy.mask'),
    timeouts: {
      connect: get('network.connectTimeout'),
      firstToken: get('network.firstTokenTimeout'),
      idle: get('network.idleTimeout'),
    },
  };
}

function readCommentLanguage(value: string): Settings['commentLanguage'] {
  return value === 'en' || value === 'file' ? value : 'ru';
}

function readStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string' && text !== '') : [];
}

/** Calls `listener` with the new settings whenever one of ours changed. */
export function onDidChangeSettings(listener: (settings: Settings) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(SECTION)) listener(readSettings());
  });
}

/** Adds a server to the setting; what stands there stays as it was written, even where it cannot be read. */
export async function addServer(server: ServerSettings): Promise<void> {
  const written: unknown = vscode.workspace.getConfiguration(SECTION).get('servers');
  const kept: readonly unknown[] = Array.isArray(written) ? written : [written ?? []].flat();
  await writeSetting('servers', [...kept, server]);
}

/** Writes a setting of the user's; all that Толмач itself writes has machine scope. */
export async function writeSetting(
  key:
    | 'servers'
    | 'chatModel'
    | 'completionModel'
    | 'completion.enabled'
    | 'completion.offLanguages'
    | 'context.index'
    | 'local.modelsFolder'
    | 'local.files',
  value: unknown,
): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION).update(key, value, vscode.ConfigurationTarget.Global);
}

/** What tests of features need: a server that answers, and files of the opened folder. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type OpenAiServer, type OpenAiServerOptions, startOpenAiServer } from '../support/openaiServer.ts';
import { startProxy } from '../support/openaiServerProxy.ts';

const TIMEOUT = 15_000;

/** The extension uses this server, and no other, until the body is done. */
export async function withServer(
  options: OpenAiServerOptions,
  body: (server: OpenAiServer) => Promise<void>,
): Promise<void> {
  await using server = await startOpenAiServer(options);
  await useServer(server, server.url, body);
}

/** As `withServer`, but to the extension the server is another machine: a proxy leads to it. */
export async function withDistantServer(
  options: OpenAiServerOptions,
  body: (server: OpenAiServer) => Promise<void>,
): Promise<void> {
  await using server = await startOpenAiServer(options);
  await using proxy = await startProxy({ port: Number(new URL(server.url).port) });
  const http = vscode.workspace.getConfiguration('http');
  await http.update('proxy', proxy.url, vscode.ConfigurationTarget.Global);
  try {
    await useServer(server, 'http://llm.corp.test/v1', body);
  } finally {
    await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
  }
}

async function useServer(
  server: OpenAiServer,
  url: string,
  body: (server: OpenAiServer) => Promise<void>,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tolmach');
  const set = (value: unknown) => settings.update('servers', value, vscode.ConfigurationTarget.Global);
  await set([{ name: 'проба', url }]);
  try {
    await server.request('/v1/models');
    await body(server);
  } finally {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await set(undefined);
  }
}

/** A new file of the project, shown in an editor. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(uri);
}

export async function textOnDisk({ uri }: vscode.TextDocument): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Waits until `holds` gives something. */
export async function until<T>(
  what: string,
  holds: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + TIMEOUT;
  for (;;) {
    const found = await holds();
    if (found) return found;
    assert.ok(Date.now() < deadline, `waited in vain: ${what}`);
    await delay(20);
  }
}

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import { until, withServer } from './project.ts';

test('a command is put into the terminal, and run by nobody but the user', () =>
  withServer({ answer: 'Вот команда:\n```sh\ntouch сделано.txt\n```' }, async (server) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const made = path.join(folder, 'сделано.txt');
    const terminal = vscode.window.createTerminal({ name: 'проба', shellPath: '/bin/sh', cwd: folder });
    try {
      terminal.show();
      await until('the terminal', () => vscode.window.activeTerminal === terminal);
      await terminal.processId;
      await vscode.commands.executeCommand('tolmach.proposeCommand', 'создай файл');
      const prompt = JSON.stringify(server.generations()[0]?.body);
      assert.match(prompt, /создай файл/);
      assert.match(prompt, /Linux, оболочка \S+, папка /);
      await delay(500);
      assert.equal(existsSync(made), false);
      // The user's Enter.
      terminal.sendText('', true);
      await until('the command was run', () => existsSync(made));
    } finally {
      terminal.dispose();
    }
  }));

test('an answer without a command puts nothing into the terminal', () =>
  withServer({ answer: 'Такой команды нет.' }, async (server) => {
    const before = vscode.window.terminals.length;
    const terminal = vscode.window.createTerminal({ name: 'проба', shellPath: '/bin/sh' });
    try {
      terminal.show();
      await until('the terminal', () => vscode.window.activeTerminal === terminal);
      await vscode.commands.executeCommand('tolmach.proposeCommand', 'полети на Луну');
      assert.equal(server.generations().length, 1);
      assert.equal(vscode.window.terminals.length, before + 1);
    } finally {
      terminal.dispose();
    }
  }));

/**
 * A child that speaks the engine's protocol and computes nothing: what it does stands in the file's name and in the
 * question. Forked by tests in place of the engine's worker.
 */
import { basename } from 'node:path';
import type { Prompt } from '../../src/core/model/prompt.ts';
import type { FromEngine, LoadFacts, ToEngine } from '../../src/models/local/protocol.ts';

const CPU: LoadFacts = { device: 'cpu', gpuLayers: 0, layers: 28 };
const PACE = { read: { tokens: 100, milliseconds: 1000 }, written: { tokens: 20, milliseconds: 2000 } };

let loaded = false;

function send(message: FromEngine): void {
  if (process.connected) process.send?.(message);
}

function load(file: string): void {
  const name = basename(file);
  if (name.includes('падает')) process.exit(3);
  if (name.includes('битая')) {
    send({ kind: 'loadFailed', failure: { kind: 'modelDamaged', details: { model: name, file } } });
    return;
  }
  send({ kind: 'loading', progress: 0.25 });
  if (name.includes('вечно')) return;
  loaded = true;
  send({ kind: 'loaded', facts: name.includes('gpu') ? { ...CPU, fellBack: 'no device' } : CPU });
}

function generate(id: number, prompt: Prompt): void {
  if (!loaded) return;
  const words = JSON.stringify(prompt);
  send({ kind: 'text', id, text: 'да' });
  // After the text is on its way.
  if (words.includes('умри')) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20);
  if (words.includes('умри') || words.includes('думай')) return;
  const pace = words.includes('коротко') ? { ...PACE, written: { tokens: 3, milliseconds: 1 } } : PACE;
  send({ kind: 'end', id, finish: 'stop', usage: {}, pace });
}

process.on('message', (message: ToEngine) => {
  if (message.kind === 'load') load(message.settings.file);
  else if (message.kind === 'generate') generate(message.id, message.request.prompt);
  else if (message.kind === 'abort') send({ kind: 'end', id: message.id, finish: 'aborted', usage: {} });
});
process.on('disconnect', () => process.exit());

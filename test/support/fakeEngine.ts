/**
 * A process that speaks the engine's protocol and computes nothing: what it does stands in the file's name and in the
 * question. Started by tests in place of the engine's worker.
 */
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { Prompt } from '../../src/core/model/prompt.ts';
import { doorOptions, EngineClients } from '../../src/models/local/engineClients.ts';
import type { FromEngine, LoadFacts } from '../../src/models/local/protocol.ts';

const CPU: LoadFacts = { device: 'cpu', gpuLayers: 0, layers: 28 };
const PACE = { read: { tokens: 100, milliseconds: 1000 }, written: { tokens: 20, milliseconds: 2000 } };

let loaded: FromEngine | undefined;
const members = new Set<number>();

const clients = new EngineClients(doorOptions(process.argv), {
  onMessage: (client, message) => {
    if (message.kind === 'load') load(client, message.settings.file);
    else if (message.kind === 'generate') generate(client, message.id, message.request.prompt);
    else if (message.kind === 'abort') {
      clients.send(client, { kind: 'end', id: message.id, finish: 'aborted', usage: {} });
    }
  },
  onLeft: (client) => members.delete(client),
});

function sendAll(message: FromEngine): void {
  for (const client of members) clients.send(client, message);
}

function load(client: number, file: string): void {
  members.add(client);
  const name = basename(file);
  if (name.includes('падает')) process.exit(3);
  if (name.includes('битая')) {
    sendAll({ kind: 'loadFailed', failure: { kind: 'modelDamaged', details: { model: name, file } } });
    clients.shut();
    return;
  }
  if (loaded) {
    clients.send(client, loaded);
    return;
  }
  sendAll({ kind: 'loading', progress: 0.25 });
  if (name.includes('вечно')) return;
  loaded = { kind: 'loaded', facts: name.includes('gpu') ? { ...CPU, fellBack: 'no device' } : CPU };
  sendAll(loaded);
}

function generate(client: number, id: number, prompt: Prompt): void {
  if (!loaded) return;
  const words = JSON.stringify(prompt);
  clients.send(client, { kind: 'text', id, text: 'да' });
  if (words.includes('много')) writeSync(2, 'много слов\n'.repeat(10_000));
  // After the text is on its way.
  if (words.includes('умри')) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20);
  if (words.includes('зависни')) setTimeout(hang, 20);
  if (words.includes('оборвись')) setTimeout(abortLoudly, 20);
  if (words.includes('сломайся')) {
    sendAll({ kind: 'crashed', failure: { kind: 'engineCrashed', details: { detail: 'llama_decode' } } });
    clients.shut();
  }
  if (/умри|думай|зависни|оборвись|сломайся/.test(words)) return;
  const pace = words.includes('коротко') ? { ...PACE, written: { tokens: 3, milliseconds: 1 } } : PACE;
  clients.send(client, { kind: 'end', id, finish: 'stop', usage: {}, pace });
}

/** As a driver may. */
function hang(): void {
  while (true);
}

/** As a native library does: past Node's own streams, and at once. */
function abortLoudly(): void {
  writeSync(2, 'ggml: CUDA error: device lost\n');
  process.abort();
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServers } from '../../../src/core/model/readServers.ts';
import type { ServerSettings } from '../../../src/core/model/serverSettings.ts';
import { Keys } from '../../../src/editor/models/keys.ts';

function keysOf(stored: Readonly<Record<string, string>>) {
  const secrets = new Map(Object.entries(stored));
  const keys = new Keys({
    get: async (name) => secrets.get(name),
    store: async (name, key) => void secrets.set(name, key),
    delete: async (name) => void secrets.delete(name),
    onDidChange: () => ({ dispose: () => {} }),
  });
  return { keys, secrets };
}

function server(url: string): ServerSettings {
  const [read] = readServers([{ name: 'отдел', url }]);
  assert.ok(read);
  return read;
}

test('a key stored under one spelling of an address is found under the others', async () => {
  const { keys } = keysOf({});
  await keys.set(server('https://LLM.corp/v1/'), 'тайна');
  for (const url of ['https://llm.corp', 'https://llm.corp:443/v1', 'llm.corp']) {
    assert.equal(await keys.get(server(url)), 'тайна', url);
  }
  assert.equal(await keys.get(server('http://llm.corp/v1')), undefined, 'an open way is another server');
});

test('a key that was stored under the address as it was written is found, and removed', async () => {
  const { keys, secrets } = keysOf({ 'tolmach.key llm.corp/v1': 'старая' });
  assert.equal(await keys.get(server('llm.corp/v1')), 'старая');
  await keys.remove(server('llm.corp/v1'));
  assert.equal(secrets.size, 0);
});

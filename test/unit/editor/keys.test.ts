import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServers } from '../../../src/core/model/readServers.ts';
import type { ServerSettings } from '../../../src/core/model/serverSettings.ts';
import { Keys } from '../../../src/editor/models/keys.ts';

function keysOf(stored: Readonly<Record<string, string>>, servers: readonly ServerSettings[] = []) {
  const secrets = new Map(Object.entries(stored));
  const store = {
    get: async (name: string) => secrets.get(name),
    store: async (name: string, key: string) => void secrets.set(name, key),
    delete: async (name: string) => void secrets.delete(name),
    onDidChange: () => ({ dispose: () => {} }),
  };
  const keys = new Keys(store, () => servers);
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

test('the key of the environment goes to the only server of the settings, and nowhere else', async () => {
  const [one, two] = [server('https://one.corp/v1'), server('https://two.corp/v1')];
  process.env['TOLMACH_API_KEY'] = 'из окружения';
  try {
    assert.equal(await keysOf({}, [one]).keys.get(one), 'из окружения');
    assert.equal(await keysOf({}, [one]).keys.get(two), undefined, 'an address that was only typed');
    assert.equal(await keysOf({}, [one, two]).keys.get(one), undefined, 'whose it is nobody knows');
    assert.equal(await keysOf({ 'tolmach.key https://one.corp': 'своя' }, [one]).keys.get(one), 'своя');
  } finally {
    delete process.env['TOLMACH_API_KEY'];
  }
});

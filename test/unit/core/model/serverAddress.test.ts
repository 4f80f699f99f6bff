import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServers } from '../../../../src/core/model/readServers.ts';
import { completeAddress, keyNames, serverAt } from '../../../../src/core/model/serverAddress.ts';

test('an address is made whole', () => {
  const cases = [
    ['https://llm.corp/v1/', 'https://llm.corp/v1'],
    [' https://LLM.corp ', 'https://llm.corp/v1'],
    ['https://llm.corp:443/v1', 'https://llm.corp/v1'],
    ['llm.corp:8000', 'https://llm.corp:8000/v1'],
    ['localhost:11434', 'http://localhost:11434/v1'],
    ['10.0.0.1:8000/api', 'http://10.0.0.1:8000/api'],
    ['a b', 'a b'],
  ] as const;
  for (const [typed, whole] of cases) assert.equal(completeAddress(typed), whole);
});

test('a server of the settings is found under every spelling of its address, with all that is set for it', () => {
  const spellings = ['https://llm.corp/v1/', 'https://llm.corp', 'https://LLM.corp/v1', 'llm.corp'];
  for (const url of spellings) {
    const corp = { name: 'отдел', url, caFile: '/ca.pem', headers: { team: 'a' }, window: 4096 };
    for (const typed of spellings) assert.equal(serverAt(typed, [corp]), corp, `${typed} for ${url}`);
  }
});

test('another server is new, with a name of its own', () => {
  const known = { name: 'llm.corp', url: 'https://llm.corp/v1' };
  const found = serverAt('https://llm.corp/other', [known]);
  assert.deepEqual(found, { name: 'llm.corp 2', url: 'https://llm.corp/other' });
});

test('a key has one name under every spelling, and is found under the one it was stored under before', () => {
  for (const url of ['https://llm.corp/v1/', 'https://LLM.corp', 'https://llm.corp:443/v1', 'llm.corp']) {
    const [server] = readServers([{ name: 'отдел', url }]);
    assert.ok(server);
    assert.equal(keyNames(server)[0], 'https://llm.corp');
  }
  const [written] = readServers([{ name: 'отдел', url: 'llm.corp/v1' }]);
  assert.ok(written);
  assert.deepEqual(keyNames(written), ['https://llm.corp', 'llm.corp/v1']);
});

test('the key of one server without a scheme is never taken for another', () => {
  const url = 'https://gpu:8000/v1';
  assert.deepEqual(keyNames({ url, written: 'gpu:8000/v1' }), ['https://gpu:8000']);
});

test('a setting of another shape is no servers, and a bad element costs itself alone', () => {
  for (const value of [undefined, null, 5, 'https://llm.corp', { name: 'a', url: 'https://a' }]) {
    assert.deepEqual(readServers(value), []);
  }
  const good = { name: 'отдел', url: 'https://llm.corp/v1' };
  assert.deepEqual(readServers([null, 3, [], {}, { name: 'a' }, { name: 5, url: 'https://a' }, good]), [
    good,
  ]);
});

test('a bad field of a server costs the field', () => {
  const written = {
    name: 'отдел',
    url: 'https://LLM.corp/',
    caFile: 5,
    headers: { team: 'a', count: 3 },
    window: '8k',
  };
  assert.deepEqual(readServers([written]), [
    { name: 'отдел', url: 'https://llm.corp/v1', written: 'https://LLM.corp/', headers: { team: 'a' } },
  ]);
  assert.deepEqual(readServers([{ ...written, headers: null }]), [
    { name: 'отдел', url: 'https://llm.corp/v1', written: 'https://LLM.corp/' },
  ]);
});

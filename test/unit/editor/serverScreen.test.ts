import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckLine, ToPanel } from '../../../src/core/chat/protocol.ts';
import { ServerScreen } from '../../../src/editor/chat/serverScreen.ts';
import type { ModelSetup } from '../../../src/editor/models/modelSetup.ts';

const PASSED: readonly CheckLine[] = (['address', 'models', 'streaming'] as const).map((id) => ({
  id,
  verdict: 'ok',
  text: id,
}));

/** A screen whose setup knows the key of `https://known/v1` alone; every check passes. */
function screen() {
  const saved: (readonly [url: string, key: string | undefined])[] = [];
  let shown: Extract<ToPanel, { type: 'server' }> | undefined;
  const setup: Pick<ModelSetup, 'checkServer' | 'hasKey' | 'saveServer' | 'currentServer'> = {
    async *checkServer() {
      yield* PASSED;
    },
    hasKey: async (url) => url === 'https://known/v1',
    saveServer: async (url, key) => void saved.push([url, key]),
    currentServer: async () => ({ url: 'https://known/v1', hasKey: true }),
  };
  const server = new ServerScreen(setup, (message) => {
    if (message.type === 'server') shown = message;
  });
  return { server, saved, shown: () => shown };
}

test('that a key is stored is said of the server that is checked, not of the one before', async () => {
  const { server, shown } = screen();
  await server.open();
  assert.equal(shown()?.hasKey, true);
  const checking = server.check('https://other/v1', undefined);
  assert.equal(shown()?.hasKey, false, 'at once');
  await checking;
  assert.equal(shown()?.hasKey, false);
  await server.check('https://known/v1', undefined);
  assert.equal(shown()?.hasKey, true);
});

test('only the address and key that were checked are stored', async () => {
  const { server, saved, shown } = screen();
  await server.check('https://other/v1', 'тайна');
  assert.equal(shown()?.usable, true);
  await assert.rejects(server.save('https://other/v1', 'иная'));
  await assert.rejects(server.save('https://third/v1', 'тайна'));
  assert.deepEqual(saved, []);
  // A panel that was built anew shows an empty field.
  await server.save('https://other/v1', undefined);
  await server.save('https://other/v1', 'тайна');
  assert.deepEqual(saved, [
    ['https://other/v1', 'тайна'],
    ['https://other/v1', 'тайна'],
  ]);
});

test('what was checked before the screen was opened anew is no longer usable', async () => {
  const { server, shown } = screen();
  await server.check('https://known/v1', undefined);
  await server.open();
  assert.equal(shown()?.usable, false);
  await assert.rejects(server.save('https://known/v1', undefined));
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemPower } from '../../../src/models/power.ts';

/** A folder of supplies as Linux shows it: those from outside are in use or not, a battery has no such file. */
async function withSupplies(
  supplies: Readonly<Record<string, '0' | '1' | undefined>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tolmach-power-'));
  try {
    for (const [name, online] of Object.entries(supplies)) {
      await mkdir(join(folder, name));
      if (online) await writeFile(join(folder, name, 'online'), `${online}\n`);
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const [name, supplies, onBattery] of [
  ['unplugged', { AC: '0', BAT0: undefined }, true],
  ['plugged in', { AC: '1', BAT0: undefined }, false],
  ['fed by one of several', { AC: '0', usb: '1', BAT0: undefined }, false],
  ['without a plug that is known', { BAT0: undefined }, false],
  ['without supplies', {}, false],
] as const) {
  test(`a machine ${name} ${onBattery ? 'runs' : 'does not run'} on its battery`, () =>
    withSupplies(supplies, async (folder) => {
      const power = new SystemPower(folder);
      await power.refresh();
      assert.equal(power.onBattery, onBattery);
    }));
}

test('where nothing tells, the battery is not in use', async () => {
  const power = new SystemPower(join(tmpdir(), 'tolmach-no-such-folder'));
  await power.refresh();
  assert.equal(power.onBattery, false);
});

test('what was read counts for half a minute', () =>
  withSupplies({ AC: '1' }, async (folder) => {
    let now = 0;
    const power = new SystemPower(folder, () => now);
    await power.refresh();
    await writeFile(join(folder, 'AC', 'online'), '0\n');
    now = 29_000;
    assert.equal(power.onBattery, false);
    now = 30_000;
    // It is read behind this question; the next one knows.
    assert.equal(power.onBattery, false);
    while (!power.onBattery) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(power.onBattery, true);
  }));

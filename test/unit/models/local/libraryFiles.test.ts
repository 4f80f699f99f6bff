import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readVmStat } from '../../../../src/models/local/machine.ts';
import { bring, FILE, place } from './libraryHarness.ts';

const signal = new AbortController().signal;
const SPEED = { reading: 300, writing: 7, device: 'cpu' } as const;

test('files of the folder and those that the settings name', () =>
  place({}, async ({ folder, library }) => {
    const elsewhere = path.join(folder, '..', 'чужие');
    await Promise.all([mkdir(folder), mkdir(elsewhere)]);
    await writeFile(path.join(folder, 'своя.gguf'), 'x');
    for (const name of ['своя.gguf', 'чужая.gguf']) await writeFile(path.join(elsewhere, name), 'xx');
    const files = ['своя.gguf', 'чужая.gguf', 'нет такой.gguf'].map((name) => path.join(elsewhere, name));
    const window = library({ files: () => files });
    await window.refresh();
    assert.deepEqual(
      window.files().map(({ id, bytes, foreign }) => [id, bytes, foreign]),
      [
        ['своя.gguf', 1, false],
        ['чужая.gguf', 2, true],
      ],
    );
    await assert.rejects(window.delete('чужая.gguf'), /no file of the models folder/);
    await assert.rejects(window.delete('../чужие/чужая.gguf'), /no file of the models folder/);
    assert.equal(await readFile(path.join(elsewhere, 'чужая.gguf'), 'utf8'), 'xx');
  }));

test('the engine lets go of a file before it is deleted, and nothing is remembered of it', () =>
  place({}, async ({ folder, library, names }) => {
    const there: string[][] = [];
    const window = library({
      letGo: async (file) => {
        assert.equal(file, path.join(folder, FILE.name));
        there.push(await names());
      },
    });
    await bring(window);
    window.recordSpeed(FILE.name, SPEED);
    await window.delete(FILE.name);
    assert.ok(there[0]?.includes(FILE.name));
    assert.deepEqual(await names(), ['records.json']);
    assert.deepEqual([window.files(), window.speeds().size], [[], 0]);
    await assert.rejects(window.delete(FILE.name), /no file of the models folder/);
  }));

test('a model in several files is one, and goes as one', () =>
  place({}, async ({ folder, library, names }) => {
    await mkdir(folder);
    for (const part of [1, 2]) await writeFile(path.join(folder, `m-0000${part}-of-00002.gguf`), 'xxx');
    const window = library();
    await window.refresh();
    assert.deepEqual(
      window.files().map(({ id, bytes }) => [id, bytes]),
      [['m-00001-of-00002.gguf', 6]],
    );
    await window.delete('m-00001-of-00002.gguf');
    assert.deepEqual(
      (await names()).filter((name) => name.endsWith('.gguf')),
      [],
    );
  }));

test('a measured speed is known at the next start', () =>
  place({}, async ({ folder, library }) => {
    const window = library();
    const written = new Promise<void>((resolve) => window.onDidChange(resolve));
    window.recordSpeed('a.gguf', SPEED);
    assert.deepEqual(window.speeds().get('a.gguf'), SPEED);
    await written;
    const next = library();
    await next.refresh();
    assert.deepEqual([...next.speeds()], [['a.gguf', SPEED]]);

    await writeFile(path.join(folder, 'records.json'), '{"files":');
    await next.refresh();
    assert.deepEqual([...next.speeds()], [], 'damaged records are begun anew');
    await writeFile(path.join(folder, 'records.json'), '{"speeds":{"a.gguf":{"reading":-1}},"files":[1]}');
    await next.refresh();
    assert.deepEqual([...next.speeds()], [], 'so is what they should not hold');
  }));

test('what two windows record at once is not lost', () =>
  place({}, async ({ library }) => {
    const [one, other] = [library(), library()];
    const written = [one, other].map((window) => new Promise<void>((resolve) => window.onDidChange(resolve)));
    one.recordSpeed('a.gguf', SPEED);
    await written[0];
    other.recordSpeed('b.gguf', SPEED);
    await written[1];
    await one.refresh();
    assert.deepEqual([...one.speeds().keys()].sort(), ['a.gguf', 'b.gguf']);
  }));

test('the machine is told whatever the engine and the folder are', () =>
  place({}, async ({ folder, library }) => {
    const engine = { cores: 2, copySpeed: 1e10 };
    const { freeMemory, totalMemory, freeDisk, ...more } = await library({
      inspectEngine: async () => engine,
    }).inspect(signal);
    assert.ok(freeMemory > 0 && freeMemory <= totalMemory);
    assert.ok((freeDisk ?? 0) > 0, `${folder} is not there yet: its disk is`);
    assert.deepEqual(more, { engine });
    const failing = library({ inspectEngine: () => Promise.reject(new Error('нет движка')) });
    assert.equal((await failing.inspect(signal)).engine, undefined);
  }));

test("macOS's report of its memory", () => {
  const report = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            200000.
Pages inactive:                           30000.
Pages speculative:                         4000.
Pages throttled:                              0.
Pages wired down:                         90000.
Pages purgeable:                            500.
`;
  assert.equal(readVmStat(report), (10000 + 30000 + 4000 + 500) * 16384);
  assert.equal(readVmStat('нечто'), undefined);
});

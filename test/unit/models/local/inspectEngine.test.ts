import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectEngine } from '../../../../src/models/local/inspectEngine.ts';
import { gone, WORKER } from './engineHarness.ts';

let folder: string;
const never = new AbortController().signal;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tolmach-inspect-'));
});

after(() => rm(folder, { recursive: true, force: true }));

/** A worker that first leaves its process id in a file. */
async function worker(
  name: string,
  code: string,
): Promise<{ readonly path: string; pid(): Promise<number> }> {
  const path = join(folder, `${name}.mjs`);
  const note = join(folder, `${name}.pid`);
  await writeFile(
    path,
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(note)}, String(process.pid)); ${code}`,
  );
  return { path, pid: async () => Number(await readFile(note, 'utf8')) };
}

test('the engine tells what it can compute with', async () => {
  const logged: string[] = [];
  const hardware = await inspectEngine(WORKER, never, (line) => logged.push(line));
  assert.ok(hardware && hardware.cores >= 1, JSON.stringify(hardware));
  assert.deepEqual(logged, []);
});

test('an engine that fails is none, and the log says why', async () => {
  const cases: readonly [name: string, code: string, why: RegExp][] = [
    ['exits', 'process.exit(3);', /exit code 3/],
    ['throws', "throw new Error('no engine here');", /no engine here/],
    ['dies', "process.kill(process.pid, 'SIGKILL');", /SIGKILL/],
  ];
  for (const [name, code, why] of cases) {
    const { path } = await worker(name, code);
    const logged: string[] = [];
    assert.equal(await inspectEngine(path, never, (line) => logged.push(line)), undefined);
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', why);
  }
});

test('an inspection that is not waited for any more leaves no process', async () => {
  const controller = new AbortController();
  const silent = await worker('silent', "process.on('message', () => {});");
  const logged: string[] = [];
  const inspecting = inspectEngine(silent.path, controller.signal, (line) => logged.push(line));
  let pid: number | undefined;
  while (!pid) pid = await silent.pid().catch(() => undefined);
  controller.abort();
  assert.equal(await inspecting, undefined);
  await gone(pid);
  assert.deepEqual(logged, []);
});

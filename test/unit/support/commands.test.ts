import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cleanEnvironment, endGroup, run } from '../../support/commands.ts';

const node = process.execPath;

test('run returns what both streams said', async () => {
  const output = await run(node, ['-e', 'console.log("out"); console.error("err")']);
  assert.deepEqual(output.split('\n').filter(Boolean).sort(), ['err', 'out']);
});

test('run says what failed and why', async () => {
  await assert.rejects(run(node, ['-e', 'console.error("broken"); process.exit(3)']), /ended with 3\nbroken/);
  await assert.rejects(run('/no/such/program', []), /ENOENT/);
});

test('the environment for other programs has no npm and no editor in it, save the registry', () => {
  const environment = {
    PATH: '/bin',
    npm_lifecycle_event: 'test',
    npm_config_registry: 'https://registry.example',
    npm_config_registry_token: 'x',
    VSCODE_IPC_HOOK: '/tmp/x',
    ELECTRON_RUN_AS_NODE: '1',
    TOLMACH_API_KEY: 'k',
  };
  assert.deepEqual(cleanEnvironment(environment), {
    PATH: '/bin',
    npm_config_registry: 'https://registry.example',
    TOLMACH_API_KEY: 'k',
  });
});

for (const [name, onTerm] of [
  ['ends when asked', 'process.exit()'],
  ['does not listen', ''],
] as const) {
  test(`a process that ${name} ends with its children`, { timeout: 20_000 }, async (t) => {
    const grandchild = `process.on("SIGTERM", () => { ${onTerm} }); process.send("up"); setInterval(() => {}, 1000)`;
    const parent = `
      const { spawn } = require("node:child_process");
      const stdio = ["ignore", "ignore", "ignore", "ipc"];
      const child = spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio });
      child.on("message", () => process.send(child.pid));
      setInterval(() => {}, 1000);`;
    const child = spawn(node, ['-e', parent], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    t.after(() => endGroup(child));
    const [grandchildId] = await once(child, 'message');
    await endGroup(child);
    assert.equal(lives(Number(grandchildId)), false);
  });
}

/** A child that was killed but that nobody has reaped yet does not live. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

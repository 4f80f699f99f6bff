import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  engineName,
  privateAddress,
  proofOf,
  runtimeFolders,
  sharedAddress,
} from '../../../../src/models/local/engineAddress.ts';
import { greet } from '../../../../src/models/local/engineLink.ts';
import { MessageSocket } from '../../../../src/models/local/messageSocket.ts';
import { type FromDoor, PROTOCOL, type ToDoor } from '../../../../src/models/local/protocol.ts';
import { wantedModel } from './engineHarness.ts';
import { TestWindows } from './windowHarness.ts';

const FILE = '/модели/чат.gguf';
const NAME = engineName(wantedModel(FILE).settings, 'first');

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tolmach-door-'));
});

after(() => rm(folder, { recursive: true, force: true }));

test('an engine is another for another file, version, and setting', () => {
  const { settings } = wantedModel(FILE);
  const names = [
    engineName(settings, 'first'),
    engineName(settings, 'second'),
    engineName({ ...settings, file: '/модели/другая.gguf' }, 'first'),
    engineName({ ...settings, threads: 2 }, 'first'),
    engineName({ ...settings, contextWindow: 4096 }, 'first'),
    engineName({ ...settings, gpu: true }, 'first'),
  ];
  assert.equal(new Set(names).size, names.length);
  assert.equal(engineName({ ...settings }, 'first'), names[0]);
});

test("windows meet in the session's folder, else in the one for temporary files", async () => {
  assert.deepEqual(runtimeFolders({ XDG_RUNTIME_DIR: '/run/user/7' }), ['/run/user/7', tmpdir()]);
  assert.deepEqual(runtimeFolders({}), [tmpdir()]);
  const missing = join(folder, 'нет', '\0');
  const [one, other] = await Promise.all([1, 2].map(() => sharedAddress(NAME, [missing, folder])));
  assert.deepEqual(one, other, 'both know the same secret');
  assert.equal((await lstat(one?.folder ?? '')).mode & 0o777, 0o700);
  assert.equal((await lstat(join(one?.folder ?? '', 'secret'))).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(one?.folder ?? ''), ['secret']);
});

test('a folder that is not this user’s alone is refused, and so is a path that no socket can have', async () => {
  const user = `tolmach-${process.getuid?.()}`;
  const open = join(folder, 'открытая');
  await mkdir(join(open, user), { recursive: true });
  await chmod(join(open, user), 0o770);
  const linked = join(folder, 'ссылка');
  await mkdir(linked);
  await mkdir(join(linked, 'other'), { mode: 0o700 });
  await symlink(join(linked, 'other'), join(linked, user));
  const file = join(folder, 'файл');
  await mkdir(file);
  await writeFile(join(file, user), '');
  const long = join(folder, 'д'.repeat(40));
  await mkdir(long);
  for (const [base, why] of [
    [open, /open to other users/],
    [linked, /no folder/],
    [file, /EEXIST/],
    [long, /too long/],
  ] as const) {
    await assert.rejects(sharedAddress(NAME, [base]), why);
  }
  const own = await privateAddress(NAME, [long]);
  assert.ok(own.folder.startsWith(tmpdir()));
  assert.deepEqual(await readdir(long), [user], 'what was begun there is taken back');
  await rm(own.folder, { recursive: true });
});

test('where windows cannot meet, each has an engine of its own, which says so and leaves nothing', async () => {
  await using windows = await TestWindows.create();
  await mkdir(join(windows.folder, `tolmach-${process.getuid?.()}`));
  await chmod(join(windows.folder, `tolmach-${process.getuid?.()}`), 0o777);
  const open = [windows.open(), windows.open()] as const;
  for (const window of open) assert.equal((await window.ask(FILE, 'Что?').answer).text, 'да');
  assert.equal((await windows.engines()).length, 2);
  for (const { logged } of open) assert.ok(logged.some((line) => /not shared.*open to other/.test(line)));
  await open[0].free('unload', FILE);
  await open[1].close();
  await windows.noEngine(5);
  assert.deepEqual(await windows.files(), []);
});

for (const [who, answer] of [
  ['of another version', { protocol: PROTOCOL + 1 }],
  ["not this user's", { proof: 'guessed' }],
  ['silent', undefined],
] as const) {
  test(`who is at the address and is ${who} hears no request: the window has an engine of its own`, async () => {
    await using windows = await TestWindows.create();
    const address = await sharedAddress(NAME, [windows.folder]);
    const heard: string[] = [];
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      const messages = new MessageSocket<ToDoor, FromDoor>(socket, (message) => {
        heard.push(message.kind);
        if (message.kind !== 'hello' || !answer) return;
        const proof = proofOf(message.challenge, address.secret);
        messages.send({ kind: 'hello', protocol: PROTOCOL, proof, pid: 1, log: '', logged: 0, ...answer });
      });
    });
    await once(server.listen(address.socket), 'listening');
    try {
      const window = windows.open();
      assert.equal((await window.ask(FILE, 'Что?').answer).text, 'да');
      assert.ok(window.logged.some((line) => /not shared/.test(line)));
      assert.deepEqual(heard, ['hello']);
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });
}

test('the door answers nothing before a greeting, and nobody of another version', async () => {
  await using windows = await TestWindows.create();
  const window = windows.open();
  await window.ask(FILE, 'Что?').answer;
  const { socket: path } = await sharedAddress(NAME, [windows.folder]);
  for (const said of ['{"kind":"load"}\n', 'мусор\n', '{"kind":"abort","id":1}\n']) {
    assert.equal(await everything(path, said), '', said);
  }
  const other = await everything(path, `${JSON.stringify({ kind: 'hello', protocol: 0, challenge: '' })}\n`);
  assert.equal(JSON.parse(other).kind, 'hello', 'so that it knows why');
  assert.equal((await window.ask(FILE, 'Что?').answer).text, 'да');
});

test('nobody is where nothing is, or only a file', async () => {
  const address = await sharedAddress(NAME, [folder]);
  const hear = (): void => assert.fail('nothing is said');
  assert.deepEqual(await greet(address, hear), { kind: 'nobody' });
  await writeFile(address.socket, '');
  assert.deepEqual(await greet(address, hear), { kind: 'nobody' });
});

test('messages arrive whole, however they are cut', async () => {
  const sent = [{ text: 'да\nнет' }, { text: 'ы'.repeat(100_000) }, { text: '' }];
  const server = createServer((socket) => {
    const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
    // In the middle of a letter, too.
    for (let at = 0; at < bytes.length; at += 4099) socket.write(bytes.subarray(at, at + 4099));
    socket.end();
  });
  const path = join(folder, 'lines');
  await once(server.listen(path), 'listening');
  const heard: unknown[] = [];
  const socket = connect(path);
  new MessageSocket(socket, (message) => heard.push(message));
  await once(socket, 'close');
  assert.deepEqual(heard, sent);
  server.close();
});

/** All that comes until the other side ends the connection. */
async function everything(path: string, said: string): Promise<string> {
  const socket = connect(path);
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  socket.on('error', () => undefined);
  socket.write(said);
  await once(socket, 'close');
  return text;
}

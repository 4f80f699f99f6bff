import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../src/core/model/modelError.ts';
import { modelsView } from '../../../src/editor/chat/modelsView.ts';
import { down, FakeServer, PRO, refused, registryOf } from '../core/model/registryHarness.ts';

async function viewOf(...servers: FakeServer[]) {
  const { registry } = registryOf(...servers);
  await registry.refresh();
  return modelsView(registry);
}

const failing = (error: (host: string) => ModelError) => viewOf(new FakeServer('отдел', error('отдел.corp')));

test('without any server the first run is offered', async () => {
  assert.deepEqual(await viewOf(), { rows: [], none: true });
});

test('a server that refuses the key is in the list and is the chosen one, and says what to do', async () => {
  const { rows, none, chosen, problem } = await failing(refused);
  assert.equal(none, false);
  assert.equal(chosen, 'отдел/');
  assert.deepEqual(rows, [
    {
      ref: 'отдел/',
      name: 'отдел',
      where: 'отдел.corp',
      note: 'Сервер не\u00a0принял ключ доступа',
      facts: '',
      state: 'unauthorized',
      action: 'Ввести ключ доступа…',
    },
  ]);
  assert.equal(problem?.title, 'Сервер не\u00a0принял ключ доступа');
  assert.equal(problem?.steps[0]?.step, 'enterKey');
});

test('of a server that is down the panel says so without speaking of a question', async () => {
  const { rows, none, problem } = await failing(down);
  assert.equal(none, false);
  assert.equal(rows[0]?.state, 'unreachable');
  assert.deepEqual(
    problem?.steps.map(({ step }) => step),
    ['checkConnection', 'chooseModel'],
  );
  assert.doesNotMatch(problem?.body ?? '', /Вопрос сохранён/);
  assert.match(problem?.body ?? '', /отдел\.corp/);
});

test('while another server answers, one that is down is a row and no problem', async () => {
  const { rows, chosen, problem } = await viewOf(
    new FakeServer('запас', down('запас.corp')),
    new FakeServer('отдел'),
  );
  assert.deepEqual(
    rows.map(({ ref }) => ref),
    [`отдел/${PRO.id}`, 'запас/'],
  );
  assert.equal(chosen, `отдел/${PRO.id}`);
  assert.equal(problem, undefined);
});

test('in a build without the engine a model of this machine is no ready one, and the problem says what to install', async () => {
  const error = new ModelError('engineMissing');
  const here = Object.assign(new FakeServer('local'), {
    place: { kind: 'local' } as const,
    onDidChangeState: (listener: (change: { id: string; state: 'failed'; error: ModelError }) => void) => {
      listener({ id: PRO.id, state: 'failed', error });
      return { dispose: () => {} };
    },
  });
  const alone = await viewOf(here);
  assert.deepEqual([alone.rows[0]?.state, alone.chosen], ['failed', `local/${PRO.id}`]);
  assert.match(alone.problem?.body ?? '', /tolmach-[\w-]+\.vsix/);

  const { chosen, problem } = await viewOf(here, new FakeServer('отдел'));
  assert.deepEqual([chosen, problem], [`отдел/${PRO.id}`, undefined]);
});

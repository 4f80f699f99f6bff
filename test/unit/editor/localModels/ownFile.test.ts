import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { download, fileOf, known, LITE } from '../../../support/fakeLibrary.ts';
import { editor, entry, localRooms, SERVER } from './localRooms.ts';

const { chooseModelsFolder, pickModelFile, removeFile } = await import(
  '../../../../src/editor/localModels/ownFile.ts'
);
const { modelItems } = await import('../../../../src/editor/localModels/modelList.ts');

const FOREIGN = fileOf(LITE, { id: 'mine.gguf', path: '/data/mine.gguf', foreign: true });

function fileRooms(...given: Parameters<typeof localRooms>) {
  const rooms = localRooms(...given);
  const checked: string[] = [];
  const refusals: ModelError[] = [];
  const files = {
    ...rooms,
    modelsFolder: () => '/models',
    checkFile: async (path: string) => {
      checked.push(path);
      return refusals.shift();
    },
    models: rooms.registry,
    showDownload: async () => {},
  };
  return { ...rooms, files, checked, refusals };
}

test('a file outside of the models folder is used where it lies', async () => {
  const { files, state } = fileRooms();
  state.files = ['/other/a.gguf'];
  editor.picks.push('/data/mine.gguf');
  await pickModelFile(files);
  assert.deepEqual(editor.written.get('local.files'), ['/other/a.gguf', '/data/mine.gguf']);
  assert.equal(editor.written.get('chatModel'), 'local/mine.gguf');
  assert.equal(editor.written.has('local.modelsFolder'), false);
});

test('a file of the models folder, or one that is known, is only chosen', async () => {
  const { files, state } = fileRooms();
  state.files = ['/data/mine.gguf'];
  editor.picks.push('/models/a.gguf', '/data/mine.gguf');
  await pickModelFile(files);
  assert.equal(editor.written.get('chatModel'), 'local/a.gguf');
  await pickModelFile(files);
  assert.equal(editor.written.get('chatModel'), 'local/mine.gguf');
  assert.equal(editor.written.has('local.files'), false);
});

test('a file that is no model is refused with the reason, and another can be named', async () => {
  const { files, checked, refusals } = fileRooms();
  refusals.push(new ModelError('modelDamaged', { file: '/data/notes.gguf' }));
  editor.picks.push('/data/notes.gguf', '/data/mine.gguf');
  editor.presses.push('другой файл');
  await pickModelFile(files);
  assert.match(editor.asked[0]?.text ?? '', /notes\.gguf/);
  assert.deepEqual(checked, ['/data/notes.gguf', '/data/mine.gguf']);
  assert.deepEqual(editor.written.get('local.files'), ['/data/mine.gguf']);
});

test('two files of one name could not be told apart', async () => {
  const { files, library, checked } = fileRooms();
  library.has(fileOf(LITE));
  editor.picks.push(`/data/${LITE.name}`);
  await pickModelFile(files);
  assert.match(editor.asked[0]?.text ?? '', /уже есть/);
  assert.deepEqual([checked, editor.written.size], [[], 0]);
});

test('a foreign file is only taken out of the list; the others stay', async () => {
  const { files, library, state } = fileRooms();
  state.files = [FOREIGN.path, '/other/a.gguf'];
  await removeFile(files, FOREIGN);
  assert.deepEqual(editor.written.get('local.files'), ['/other/a.gguf']);
  assert.deepEqual([library.asked, editor.asked], [[], []]);
});

test('a file of the models folder is deleted after one question that names it', async () => {
  const { files, library } = fileRooms();
  library.has(fileOf(LITE));
  await removeFile(files, fileOf(LITE));
  assert.match(editor.asked[0]?.text ?? '', /5,0\u00a0ГБ/);
  assert.match(editor.asked[0]?.detail ?? '', /\/models\/T-lite/);
  assert.deepEqual(library.asked, []);
  editor.presses.push('Удалить');
  await removeFile(files, fileOf(LITE));
  assert.deepEqual(library.asked, [`delete ${LITE.name}`]);
});

test('a file that cannot be deleted is said, with the system’s words', async () => {
  const { files, library } = fileRooms();
  library.delete = async () => {
    throw new Error('EBUSY: resource busy');
  };
  editor.presses.push('Удалить');
  await removeFile(files, fileOf(LITE));
  assert.match(editor.asked.at(-1)?.text ?? '', /EBUSY/);
});

test('another folder for models is written only when one was chosen', async () => {
  fileRooms();
  assert.equal(await chooseModelsFolder('/models'), false);
  assert.equal(editor.written.size, 0);
  editor.picks.push('/big/models');
  assert.equal(await chooseModelsFolder('/models'), true);
  assert.equal(editor.written.get('local.modelsFolder'), '/big/models');
});

const plain = (text = ''): string => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');

test('the list: what is there, what comes, what could be fetched, each once', async () => {
  const { files, library, local } = fileRooms(entry(`local/${FOREIGN.id}`));
  const pro = known('T-pro-it-2.0-Q4_K_M');
  library.has(FOREIGN, fileOf(known('t-lite-it-1.0-q8_0')));
  library.put(download({ file: pro, done: 2e9, total: 20e9 }));
  await local.look();
  const items = modelItems(files);
  const find = (id: string) => items.find((item) => item.id === id);
  assert.deepEqual(
    items.filter(({ kind }) => kind === -1).map(({ label }) => plain(label)),
    ['Загружены', 'Загружаются', 'Можно загрузить', 'Действия'],
  );
  assert.equal(plain(find('mine.gguf')?.description), 'выбрана · mine.gguf');
  assert.match(find('mine.gguf')?.detail ?? '', /\/data\/mine\.gguf/);
  assert.equal(find(`download ${pro.id}`)?.description, '10\u00a0%');
  const lite = find(`available ${LITE.id}`);
  assert.equal(plain(lite?.description), 'советуем · поместится в память');
  assert.equal(
    plain(lite?.detail),
    '5,0 ГБ · нужно 7,9 ГБ памяти · около 7 токенов в секунду (оценка) · официальный файл',
  );
  assert.equal(items.find(({ id }) => id.startsWith('available'))?.id, lite?.id, 'the best is the first');
  assert.equal(find(`available ${pro.id}`), undefined);
  assert.equal(find('available t-lite-it-1.0-q8_0'), undefined);
  assert.equal(plain(find('available T-pro-it-2.0-Q8_0')?.description), 'не хватит памяти');
});

test('before the machine has been looked at the list says only what is known', () => {
  const { files } = fileRooms(SERVER);
  const lite = modelItems(files).find(({ id }) => id === `available ${LITE.id}`);
  assert.equal(lite?.description, '');
  assert.equal(plain(lite?.detail), '5,0 ГБ · официальный файл');
});

test('the buttons of a row do what they say', async () => {
  const { files, library } = fileRooms();
  library.put(download({ done: 1e6 }));
  const press = async (index: number): Promise<void> => {
    const row = modelItems(files).find(({ id }) => id === `download ${LITE.id}`);
    await row?.buttons?.[index]?.run();
  };
  await press(0);
  await press(0);
  await press(1);
  assert.deepEqual(library.asked, [`pause ${LITE.id}`, `download ${LITE.id}`, `cancel ${LITE.id}`]);
});

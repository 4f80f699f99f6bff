import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DownloadCourse } from '../../../../src/core/chat/protocol.ts';
import { advise } from '../../../../src/core/model/advice.ts';
import type { Machine } from '../../../../src/core/model/machine.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { DownloadView } from '../../../../src/core/model/modelLibrary.ts';
import { arrivalCourse, downloadCourse } from '../../../../src/editor/localModels/course.ts';
import { localOffer } from '../../../../src/editor/localModels/offer.ts';
import { download, FakeLibrary, failed, fileOf, LITE, PLAIN_MACHINE } from '../../../support/fakeLibrary.ts';

const GB = 1e9;
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
const course = (view: DownloadView, minutes?: number): DownloadCourse =>
  downloadCourse(view, { minutes, freeDisk: 48.3 * GB });
const verdicts = ({ steps }: DownloadCourse): string => steps.map(({ verdict }) => verdict).join(' ');

test('a download under way: how much, how fast, how long', () => {
  const shown = course(download(), 4);
  assert.equal(plain(shown.title), 'Загружается T-Lite 2.1');
  assert.equal(plain(shown.amount), '2,1 из 5,0 ГБ · 11,8 МБ/с · осталось 4 мин');
  assert.equal(shown.standing, 'running');
  assert.equal(Math.round((shown.fraction ?? 0) * 100), 42);
  assert.equal(plain(shown.steps[0]?.text ?? ''), 'Места на диске хватает: свободно 48 ГБ');
});

test('a total that is not known yet makes no fraction', () => {
  const shown = course(download({ phase: 'connecting', done: 0, total: 0 }));
  assert.equal(shown.fraction, undefined);
  assert.doesNotMatch(JSON.stringify(shown), /NaN|Infinity|null/);
});

test('each phase stands at its step', () => {
  const of = (change: Partial<DownloadView>): string => verdicts(course(download(change)));
  assert.equal(of({ phase: 'waiting' }), 'waiting waiting waiting waiting');
  assert.equal(of({ phase: 'connecting', done: 0 }), 'running waiting waiting waiting');
  assert.equal(of({ phase: 'connecting' }), 'ok running waiting waiting');
  assert.equal(of({ phase: 'downloading' }), 'ok running waiting waiting');
  assert.equal(of({ phase: 'verifying' }), 'ok ok running waiting');
  assert.equal(of({ phase: 'paused' }), 'ok stopped waiting waiting');
  assert.equal(verdicts(course(failed('noSpace'))), 'failed stopped waiting waiting');
  assert.equal(verdicts(course(failed('wrongDigest'))), 'ok ok failed waiting');
  assert.equal(verdicts(course(failed('network'))), 'ok failed waiting waiting');
});

test('a failure has its card; a try that is made again by itself has none', () => {
  assert.equal(course(failed('stalled')).card?.steps[0]?.step, 'resumeDownload');
  const again = course({ ...failed('network'), phase: 'connecting' });
  assert.equal(again.card, undefined);
  assert.match(again.amount, /ещё одна попытка/);
});

test('after the file has come: into memory, or left beside the model that answers', () => {
  const loading = arrivalCourse({ file: LITE, stage: 'loading', progress: 0.42 });
  assert.equal(verdicts(loading), 'ok ok ok running');
  assert.equal(plain(loading.amount), '42 %');
  const kept = arrivalCourse({ file: LITE, stage: 'kept', instead: 'T-Pro 2.1' });
  assert.equal(verdicts(kept), 'ok ok ok');
  assert.match(plain(kept.card?.body ?? ''), /T-Pro 2\.1/);
  assert.deepEqual(
    kept.card?.steps.map(({ step }) => step),
    ['useDownloaded'],
  );
  const error = new ModelError('outOfMemory');
  const notLoaded = arrivalCourse({ file: LITE, stage: 'failed', error });
  assert.equal(verdicts(notLoaded), 'ok ok ok failed');
  assert.equal(notLoaded.card?.steps[0]?.step, 'useDownloaded');
  assert.ok(notLoaded.card?.steps.every(({ step }) => step !== 'retry'));
});

function offerFor(machine: Machine, library = new FakeLibrary()) {
  const offer = localOffer({ machine, advice: advise(machine, library.known, 8192) }, library, 'linux-x64');
  return { ...offer, facts: offer.facts.map(({ text }) => plain(text)) };
}

test('the first run says what is fetched, what it needs, why this one, and how fast it is', () => {
  const { standing, title, facts, download: offered } = offerFor(PLAIN_MACHINE);
  assert.equal(standing, 'offered');
  assert.equal(plain(title), 'T-Lite 2.1 на этом компьютере');
  assert.deepEqual(facts, [
    'Загрузить один раз: 5,0 ГБ',
    'Нужно 7,9 ГБ памяти, свободно 11,2 ГБ',
    'Лучшая из тех, что поместятся в память; считать будет процессор',
    'Около 7 токенов в секунду, по оценке',
    'Лицензию авторы не указали',
  ]);
  assert.deepEqual(offered && [offered.id, plain(offered.label)], [LITE.id, 'Загрузить T-Lite 2.1']);
});

test('a speed that this machine has shown is called measured', () => {
  const library = new FakeLibrary();
  library.recordSpeed(LITE.name, { reading: 30, writing: 9.4, device: 'cpu' });
  assert.ok(offerFor(PLAIN_MACHINE, library).facts.includes('Около 9 токенов в секунду, измерено'));
});

test('the graphics card is named where it carries the model, and where it does not', () => {
  const gpu = (free: number, unified = false) => ({
    ...PLAIN_MACHINE,
    engine: {
      cores: 8,
      copySpeed: 35 * GB,
      gpu: {
        device: 'vulkan' as const,
        names: ['RTX 3060', 'RTX 3060'],
        totalMemory: 12.9 * GB,
        freeMemory: free * GB,
        unified,
      },
    },
  });
  const whole = offerFor(gpu(11.9)).facts;
  assert.ok(whole.includes('Целиком поместится в видеокарту RTX 3060'));
  assert.ok(whole.includes('Нужно 11,6 ГБ памяти видеокарты, свободно 11,9 ГБ'));
  assert.ok(offerFor(gpu(2)).facts.some((fact) => /в видеокарту RTX 3060 модель не поместится/.test(fact)));
  assert.ok(offerFor(gpu(11, true)).facts.includes('Считать будет RTX 3060'));
});

test('little memory and little disk are said; so is that nothing fits', () => {
  const little = offerFor({ ...PLAIN_MACHINE, freeMemory: 3 * GB, freeDisk: 2.8 * GB }).facts;
  assert.ok(little.some((fact) => /закройте лишние программы/.test(fact)));
  assert.ok(little.includes('На диске свободно 2,8 ГБ: не хватает места'));
  const none = offerFor({ ...PLAIN_MACHINE, totalMemory: 4.1 * GB, freeMemory: 2 * GB });
  assert.equal(none.standing, 'nothingFits');
  assert.equal(none.download, undefined);
  assert.match(none.facts[0] ?? '', /нужно 6,1 ГБ памяти, а на этом компьютере всего 4,1 ГБ/);
});

test('without an engine the build for this system is named, where there is one', () => {
  const machine = { totalMemory: 16 * GB, freeMemory: 11 * GB };
  const of = (system: string) =>
    localOffer({ machine, advice: advise(machine, new Map(), 8192) }, new FakeLibrary(), system);
  assert.equal(of('linux-x64').standing, 'noEngine');
  assert.match(plain(of('linux-x64').facts[1]?.text ?? ''), /tolmach-linux-x64\.vsix/);
  assert.doesNotMatch(of('sunos-x64').facts[1]?.text ?? '', /vsix/);
});

test('a download that was begun is gone on with; a file that is there is chosen', () => {
  const library = new FakeLibrary();
  library.put(download({ phase: 'paused' }));
  const begun = offerFor(PLAIN_MACHINE, library);
  assert.equal(begun.facts[0], 'Загружено 2,1 из 5,0 ГБ');
  assert.match(begun.download?.label ?? '', /Продолжить/);
  const little = offerFor({ ...PLAIN_MACHINE, freeMemory: 3 * GB }, library);
  assert.equal(
    little.download?.id,
    begun.download?.id,
    'another file would suit the memory that is free now',
  );
  assert.ok(!little.facts.some((fact) => /закройте лишние программы/.test(fact)));
  library.put();
  library.has(fileOf(LITE));
  assert.match(offerFor(PLAIN_MACHINE, library).download?.label ?? '', /Выбрать/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DownloadErrorDetails, DownloadErrorKind } from '../../../../src/core/model/downloadError.ts';
import {
  amount,
  bytesPerSecond,
  doneOf,
  percent,
  timeLeft,
  tokensPerSecond,
  wholeGigabytes,
} from '../../../../src/editor/localModels/amounts/texts.ts';
import { downloadCard } from '../../../../src/editor/localModels/failures/texts.ts';

/** With the spaces and joiners that only keep a line together taken for plain. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');

test('amounts as people read them', () => {
  assert.equal(amount(5e9), '5,0\u00a0ГБ');
  assert.equal(amount(11_240_000_000), '11,2\u00a0ГБ');
  assert.equal(wholeGigabytes(48.9e9), '48\u00a0ГБ');
  assert.equal(wholeGigabytes(2.84e9), '2,8\u00a0ГБ');
  assert.equal(plain(doneOf(2.1e9, 5e9)), '2,1 из 5,0 ГБ');
  assert.equal(plain(bytesPerSecond(11.84e6)), '11,8 МБ/с');
  assert.equal(plain(bytesPerSecond(48_700)), '49 КБ/с');
  assert.deepEqual([percent(0), percent(0.999), percent(1), percent(2)].map(plain), [
    '0 %',
    '99 %',
    '100 %',
    '100 %',
  ]);
  assert.doesNotMatch(doneOf(2.1e9, 5e9) + bytesPerSecond(1), / /, 'nothing of it breaks');
});

test('time that is left, the longer the rougher', () => {
  const said = [0, 4, 59, 60, 85, 600, 1500].map((minutes) => plain(timeLeft(minutes)));
  assert.deepEqual(said, [
    'осталось меньше минуты',
    'осталось 4 мин',
    'осталось 59 мин',
    'осталось 1 ч',
    'осталось 1 ч 20 мин',
    'осталось 10 ч',
    'осталось 25 ч',
  ]);
});

test('a speed of writing', () => {
  const said = [7.2, 21, 1, 1.46, 0.01, 11].map((speed) => plain(tokensPerSecond(speed)));
  assert.deepEqual(said, [
    'около 7 токенов в секунду',
    'около 21 токена в секунду',
    'около 1 токена в секунду',
    'около 1,5 токена в секунду',
    'около 0,1 токена в секунду',
    'около 11 токенов в секунду',
  ]);
});

const HOST = 'huggingface.co';
const FAILURES: readonly (readonly [DownloadErrorKind, DownloadErrorDetails, RegExp])[] = [
  ['network', { reason: 'dns', host: HOST }, /huggingface\.co не находится.*зеркало/],
  ['network', { reason: 'refused', host: HOST }, /зеркало/],
  ['network', { reason: 'certificate', host: HOST }, /корневой сертификат.*systemCertificates/],
  ['network', { reason: 'proxy', host: HOST }, /http\.proxy.*http\.noProxy/],
  ['network', { reason: 'badAddress' }, /HF_ENDPOINT/],
  ['network', { reason: 'timedOut', host: HOST }, /вовремя.*с этого же места/],
  ['network', { reason: 'network' }, /с этого же места/],
  ['network', { status: 503, host: HOST }, /503/],
  ['network', {}, /с этого же места/],
  ['notFound', { host: HOST }, /не знает этого файла/],
  ['forbidden', { host: HOST }, /требует входа/],
  ['refused', { host: HOST, status: 451 }, /451/],
  ['refused', {}, /отказом/],
  ['redirected', { host: HOST }, /перенаправляет/],
  ['notTheFile', {}, /в браузере/],
  ['unknownVersion', { host: HOST }, /Ничего не загружено/],
  ['stalled', { seconds: 60 }, /За 60 с/],
  ['stalled', {}, /Давно/],
  ['short', {}, /с этого же места/],
  ['wrongDigest', {}, /удалён/],
  ['damaged', {}, /удалён/],
  ['noSpace', { needed: 5e9, free: 1e9, folder: '/m' }, /Нужно 5,0 ГБ, а в \/m свободно 1,0 ГБ/],
  ['noSpace', {}, /^Освободите место/],
  ['readOnly', { folder: '/m' }, /Записать в \/m нельзя/],
  ['disk', {}, /не удалась/],
  ['nameTaken', { file: '/m/a.gguf' }, /\/m\/a\.gguf/],
  ['busy', {}, /появится/],
  ['blockedByPrivacy', {}, /«Только этот компьютер»/],
];

for (const [kind, details, says] of FAILURES) {
  test(`${[kind, ...Object.values(details)].join(' ')}: a title, its cause, a next step`, () => {
    const { title, body, steps } = downloadCard({ kind, details });
    assert.match(title, /^[А-ЯЁ].*[^.]$/);
    assert.match(body, /^[^.].*\.$/);
    assert.match(plain(body), says);
    assert.doesNotMatch(body, /undefined|NaN/);
    assert.ok(steps.length > 0 && steps.every(({ label }) => label !== ''));
    assert.equal(new Set(steps.map(({ step }) => step)).size, steps.length);
  });
}

test('what was removed is not said to be kept, and is fetched anew', () => {
  for (const kind of ['wrongDigest', 'damaged'] as const) {
    const { body, steps } = downloadCard({ kind, details: {} });
    assert.doesNotMatch(plain(body), /с этого же места/);
    assert.deepEqual(steps[0], { step: 'resumeDownload', label: 'Загрузить заново' });
  }
});

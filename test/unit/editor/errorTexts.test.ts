import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ModelErrorDetails,
  ModelErrorKind,
  UnreachableReason,
} from '../../../src/core/model/modelError.ts';
import { answerErrorCard, errorCard } from '../../../src/editor/texts.ts';

/** What each fault of a certificate is cured by. */
const CERTIFICATES: readonly (readonly [string, RegExp])[] = [
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /caFile/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /caFile/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /caFile/],
  ['CERT_HAS_EXPIRED', /Обновить его может администратор/],
  ['CERT_NOT_YET_VALID', /дату/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /\(url\)/],
  ['ENOENT', /\(caFile\) нет/],
  ['caFile', /PEM/],
  ['CERT_REVOKED', /подробностях/],
];

const FAILURES: readonly (readonly [ModelErrorKind, ModelErrorDetails])[] = [
  ...(
    [
      ...['dns', 'refused', 'certificate', 'proxy', 'notAnApi', 'blockedByPrivacy', 'badAddress'],
      ...['badHeaders', 'network'],
    ] as const
  ).map((reason) => ['unreachable', { reason: reason as UnreachableReason, host: 'llm.corp' }] as const),
  ...CERTIFICATES.map(
    ([detail]) => ['unreachable', { reason: 'certificate', host: 'llm.corp', detail }] as const,
  ),
  ...(['connect', 'firstToken', 'idle'] as const).map(
    (phase) => ['timedOut', { phase, seconds: 10, host: 'llm.corp' }] as const,
  ),
  ...(['gaveUp', 'gpuLost'] as const).map((trouble) => ['engineCrashed', { trouble }] as const),
  ['modelDamaged', { trouble: 'unknownArchitecture', file: '/м/a.gguf' }],
  ['outOfMemory', { neededBytes: 7.9e9, freeBytes: 5e9 }],
  ...(['gaveUp', 'modelsTogether'] as const).map((trouble) => ['outOfMemory', { trouble }] as const),
  ['notFound', { host: 'llm.corp' }],
  ['notFound', { model: 'T-Pro' }],
  ['notFound', { model: 'T-lite-it-2.1-Q4_K_M.gguf', file: 'T-lite-it-2.1-Q4_K_M.gguf' }],
  ['engineMissing', { detail: 'NoBinaryFoundError' }],
  ...(
    [
      ...[
        'unauthorized',
        'forbidden',
        'notFound',
        'rateLimited',
        'overloaded',
        'contextOverflow',
        'badRequest',
      ],
      ...['brokenStream', 'engineMissing', 'engineCrashed', 'modelDamaged', 'outOfMemory'],
    ] as const
  ).map((kind) => [kind as ModelErrorKind, {}] as const),
];

for (const [kind, details] of FAILURES) {
  const { reason, phase, trouble, model, host, detail } = details;
  const name = [kind, reason ?? phase ?? trouble ?? model ?? host, detail].filter(Boolean).join(' ');
  test(`${name}: a title, a sentence, a next step`, () => {
    const card = errorCard({ kind, details });
    assert.match(card.title, /^[А-ЯЁ].*[^.]$/);
    assert.match(card.body, /^[А-ЯЁ].*\.$/);
    assert.ok(card.steps.length > 0);
  });

  test(`${name}: outside a conversation nothing is said of a kept question or answer`, () => {
    const { body } = errorCard({ kind, details });
    assert.doesNotMatch(body, /сохран/);
    assert.ok(answerErrorCard({ kind, details }).body.startsWith(body));
  });
}

for (const [detail, cure] of CERTIFICATES) {
  test(`a certificate that fails by ${detail} is cured by what is wrong with it`, () => {
    const { body } = errorCard({ kind: 'unreachable', details: { reason: 'certificate', detail } });
    assert.match(body.replaceAll('\u00a0', ' '), cure);
    const curedByFile = cure.source.includes('caFile') || cure.source === 'PEM';
    assert.equal(body.includes('caFile'), curedByFile);
  });
}

test('a model of the catalogue that is missing here can be fetched; one of a server cannot', () => {
  const model = 'T-lite-it-2.1-Q4_K_M.gguf';
  const main = (details: ModelErrorDetails) => errorCard({ kind: 'notFound', details }).steps[0]?.step;
  assert.equal(main({ model, file: `/models/${model}` }), 'downloadModel');
  assert.equal(main({ model }), 'chooseModel');
  assert.equal(main({ model: 'mine.gguf', file: '/models/mine.gguf' }), 'chooseModel');
  assert.equal(main({}), 'downloadModel');
});

test('in a conversation it is said what is safe', () => {
  const body = (kind: ModelErrorKind, details: ModelErrorDetails = {}) =>
    answerErrorCard({ kind, details }).body;
  assert.match(body('unreachable', { reason: 'refused' }), /Вопрос сохранён/);
  assert.match(body('brokenStream'), /Начало ответа сохранено/);
  assert.match(body('engineCrashed'), /Начало ответа сохранено/);
});

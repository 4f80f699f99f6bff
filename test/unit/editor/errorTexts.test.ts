import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ModelErrorDetails,
  ModelErrorKind,
  UnreachableReason,
} from '../../../src/core/model/modelError.ts';
import { answerErrorCard, errorCard } from '../../../src/editor/texts.ts';

const FAILURES: readonly (readonly [ModelErrorKind, ModelErrorDetails])[] = [
  ...(
    [
      ...['dns', 'refused', 'certificate', 'proxy', 'notAnApi', 'blockedByPrivacy', 'badAddress'],
      ...['badHeaders', 'network'],
    ] as const
  ).map((reason) => ['unreachable', { reason: reason as UnreachableReason, host: 'llm.corp' }] as const),
  ...(['connect', 'firstToken', 'idle'] as const).map(
    (phase) => ['timedOut', { phase, seconds: 10, host: 'llm.corp' }] as const,
  ),
  ['notFound', { host: 'llm.corp' }],
  ['notFound', { model: 'T-Pro' }],
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
  const name = [kind, details.reason ?? details.phase ?? details.model ?? details.host]
    .filter(Boolean)
    .join(' ');
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

test('in a conversation it is said what is safe', () => {
  const body = (kind: ModelErrorKind, details: ModelErrorDetails = {}) =>
    answerErrorCard({ kind, details }).body;
  assert.match(body('unreachable', { reason: 'refused' }), /Вопрос сохранён/);
  assert.match(body('brokenStream'), /Начало ответа сохранено/);
  assert.match(body('engineCrashed'), /Начало ответа сохранено/);
});

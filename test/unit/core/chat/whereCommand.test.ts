import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForPlaces } from '../../../../media/chat/placesCommand.ts';
import { PLACES_COMMANDS, placesAsked } from '../../../../src/core/chat/whereCommand.ts';

const CASES: readonly (readonly [text: string, wanted: string | undefined])[] = [
  ['/где скидка', 'скидка'],
  ['  /ГДЕ  скидка в\nкорзине ', 'скидка в\nкорзине'],
  ['/where discount', 'discount'],
  ['/ult скидка', 'скидка'],
  ['.где скидка', 'скидка'],
  ['/цруку discount', 'discount'],
  ['/где', ''],
  ['/гдето', undefined],
  ['где скидка', undefined],
  ['/объясни скидку', undefined],
  ['', undefined],
  ['Что такое /где скидка', undefined],
];
for (const [text, wanted] of CASES) {
  test(`places asked for in «${text}»: ${wanted ?? 'none'}`, () => {
    assert.equal(placesAsked(text), wanted);
    assert.equal(asksForPlaces(text, PLACES_COMMANDS), wanted !== undefined);
  });
}

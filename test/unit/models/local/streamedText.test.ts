import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inbox } from '../../../../src/models/local/inbox.ts';
import { StopTexts } from '../../../../src/models/local/stopTexts.ts';
import { TokenText } from '../../../../src/models/local/tokenText.ts';

interface StopCase {
  readonly name: string;
  readonly stops: readonly string[];
  readonly pieces: readonly string[];
  readonly delivered: readonly string[];
  readonly stopped: boolean;
}

const STOP_CASES: readonly StopCase[] = [
  { name: 'no stop texts', stops: [], pieces: ['а', 'б'], delivered: ['а', 'б', ''], stopped: false },
  { name: 'an empty one is none', stops: [''], pieces: ['а'], delivered: ['а', ''], stopped: false },
  { name: 'inside a piece', stops: ['\n'], pieces: ['а\nб'], delivered: ['а'], stopped: true },
  {
    name: 'across pieces',
    stops: ['```'],
    pieces: ['x`', '`', '`y'],
    delivered: ['x', '', ''],
    stopped: true,
  },
  { name: 'only begun', stops: ['```'], pieces: ['x``', 'y'], delivered: ['x', '``y', ''], stopped: false },
  {
    name: 'begun at the very end',
    stops: ['конец'],
    pieces: ['не кон'],
    delivered: ['не ', 'кон'],
    stopped: false,
  },
  { name: 'the earliest counts', stops: ['в', 'б'], pieces: ['абв'], delivered: ['а'], stopped: true },
  { name: 'begun twice', stops: ['aab'], pieces: ['aa', 'ab'], delivered: ['', 'a'], stopped: true },
];

for (const { name, stops, pieces, delivered, stopped } of STOP_CASES) {
  test(`stop texts: ${name}`, () => {
    const matcher = new StopTexts(stops);
    const seen: string[] = [];
    let ended = false;
    for (const piece of pieces) {
      const { text, stopped } = matcher.push(piece);
      seen.push(text);
      ended = stopped;
    }
    if (!ended) seen.push(matcher.rest());
    assert.deepEqual([seen, ended], [delivered, stopped]);
  });
}

/** Tokens are bytes here: the worst that a vocabulary can do. */
const bytes = (tokens: readonly number[]): string => Buffer.from(tokens).toString('utf8');

test('a character that comes byte by byte is delivered whole, with its last byte', () => {
  for (const text of ['щ', '🎄', 'a🎄b', 'Ёлка 👩‍💻!', '日本']) {
    const tokenText = new TokenText<number>(bytes);
    const pieces = [...Buffer.from(text)].map((byte) => tokenText.push(byte));
    assert.equal(pieces.join(''), text);
    assert.ok(pieces.every((piece) => !piece.includes('\uFFFD')));
    assert.equal(tokenText.rest(), '');
  }
});

test('bytes that never become a character are not waited for without an end', () => {
  const tokenText = new TokenText<number>(bytes);
  const text = [0xf0, 0xff, 0xff, 0xff, 0x61].map((byte) => tokenText.push(byte)).join('');
  assert.match(text, /^\uFFFD+a$/);
});

test('cut inside a character, what is whole comes out', () => {
  const tokenText = new TokenText<number>((tokens) => (tokens.length === 1 ? 'а\uFFFD' : ''));
  assert.equal(tokenText.push(1), '');
  assert.equal(tokenText.rest(), 'а');
});

test('the tokens before are shown to the tokenizer', () => {
  const seen: (readonly number[])[] = [];
  const tokenText = new TokenText<number>((_tokens, previous) => {
    seen.push(previous);
    return 'x';
  });
  for (const token of [1, 2, 3, 4, 5, 6]) tokenText.push(token);
  assert.deepEqual(seen, [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5]]);
});

test('an inbox gives what came before its end, then ends or fails', async () => {
  const read = async (inbox: Inbox<number>): Promise<unknown[]> => {
    const seen: unknown[] = [];
    try {
      for await (const item of inbox) seen.push(item);
    } catch (error) {
      seen.push(error);
    }
    return seen;
  };
  const closed = new Inbox<number>();
  const reading = read(closed);
  closed.push(1);
  await Promise.resolve();
  closed.push(2);
  closed.close(3);
  closed.push(4);
  assert.deepEqual(await reading, [1, 2, 3]);

  const failed = new Inbox<number>();
  failed.push(1);
  failed.fail('беда');
  failed.close(2);
  assert.deepEqual(await read(failed), [1, 'беда']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chat } from '../../../../src/core/chat/chat.ts';
import {
  DamagedChatError,
  NewerChatError,
  parseChat,
  revisionAtHead,
  serialiseChat,
} from '../../../../src/core/chat/storedChat.ts';
import { answer, chat, item, turn } from './chats.ts';

const FULL: Chat = chat({
  title: 'Чат «о разном» 🎉',
  titleGiven: true,
  changed: 2000,
  revision: 4,
  summary: { text: 'Говорили о\u00a0складе.', until: '1' },
  turns: [
    turn('1', 'Что тут?\u2028\ud800', '', {
      pinned: true,
      question: {
        text: 'Что тут?\u2028\ud800',
        sent: 'Файл…',
        items: [
          item('a', 'x\n'),
          item('b', 'y', {
            kind: 'selection',
            place: { uri: 'u', path: 'p', firstLine: 1, lastLine: 2 },
          }),
          item('c', 'src/a.py\n', {
            kind: 'folder',
            spots: [3, 14],
            files: [{ path: 'src/a.py', language: 'python', text: 'x = 1\n' }],
            pinned: true,
          }),
        ],
      },
      answer: answer('Вот: `x`', {
        reasoning: 'Хм',
        model: { ref: 'local/м.gguf', name: 'Модель' },
        thought: 10,
        tokensPerSecond: 7.5,
        cut: true,
        report: {
          window: 8192,
          reserve: 2048,
          used: 300,
          exact: true,
          rows: [
            { id: 'system', kind: 'system', label: '', fate: 'whole', tokens: 200, wholeTokens: 200 },
            {
              id: 'a',
              kind: 'attached',
              label: 'a.ts',
              fate: 'shortened',
              tokens: 100,
              wholeTokens: 900,
              reason: 'size',
              pinned: true,
              turn: '0',
              turns: 2,
            },
          ],
          secrets: {
            count: 2,
            rows: [
              { kind: 'token', label: 'a.ts:4' },
              { kind: 'connection', label: '' },
            ],
            others: 3,
            asIs: true,
          },
        },
      }),
    }),
    turn('2', 'А?', '', {
      answer: answer('Нач', {
        status: 'failed',
        error: {
          kind: 'unreachable',
          details: { host: 'llm:80', reason: 'dns', status: 502, detail: 'x', empty: true, phase: 'idle' },
        },
      }),
    }),
    turn('3', 'Стоп?', 'Д', { answer: answer('Д', { status: 'stopped' }) }),
  ],
});

/** The full chat, changed as parsed JSON. */
function changed(change: (stored: Record<string, unknown> & { turns: unknown }) => void): string {
  const stored = JSON.parse(serialiseChat(FULL));
  change(stored);
  return JSON.stringify(stored);
}
const firstAnswer = (stored: { turns: unknown }): Record<string, unknown> =>
  (stored.turns as { answer: Record<string, unknown> }[])[0]?.answer ?? {};

test('what was stored is read back', () => assert.deepEqual(parseChat(serialiseChat(FULL)), FULL));

test('an answer that was under way has been stopped, with what had arrived', () => {
  for (const status of ['waiting', 'loading', 'thinking', 'writing'] as const) {
    const under = chat({ turns: [turn('1', 'q', 'a', { answer: answer('Нач', { status }) })] });
    assert.equal(parseChat(serialiseChat(under)).turns[0]?.answer.status, 'stopped');
    assert.equal(parseChat(serialiseChat(under)).turns[0]?.answer.text, 'Нач');
  }
});

test('fields that a later version added are passed over', () => {
  const json = changed((stored) => {
    stored['folder'] = { name: 'x' };
    firstAnswer(stored)['rating'] = 5;
  });
  assert.deepEqual(parseChat(json), FULL);
});

test('words that a later version added do not damage a chat', () => {
  const json = changed((stored) => {
    const first = firstAnswer(stored);
    first['status'] = 'queued';
    first['error'] = { kind: 'quotaExceeded', details: { reason: '__proto__', phase: 'later', host: 'h' } };
    first['report'] = {
      ...(first['report'] as object),
      rows: [
        { id: 'x', kind: 'web', label: '', fate: 'condensed', tokens: 1, wholeTokens: 2, reason: 'other' },
      ],
    };
  });
  const read = parseChat(json).turns[0]?.answer;
  assert.equal(read?.status, 'stopped');
  assert.deepEqual(read?.error, { kind: 'brokenStream', details: { host: 'h' } });
  assert.deepEqual(read?.report?.rows, [
    { id: 'x', kind: 'found', label: '', fate: 'shortened', tokens: 1, wholeTokens: 2 },
  ]);
});

test('a number that was none does not damage a chat', () => {
  const odd = chat({
    turns: [turn('1', 'q', 'a', { answer: answer('a', { tokensPerSecond: Number.NaN }) })],
  });
  assert.equal(parseChat(serialiseChat(odd)).turns[0]?.answer.tokensPerSecond, undefined);
});

test('a later version is left alone', () => {
  assert.throws(
    () =>
      parseChat(
        changed((stored) => {
          stored['version'] = 2;
          stored['turns'] = 'elsewhere';
        }),
      ),
    NewerChatError,
  );
});

for (const [name, json] of [
  ['empty', ''],
  ['cut off', serialiseChat(FULL).slice(0, -40)],
  ['binary', '\u0000\u0000\u0000'],
  ['null', 'null'],
  ['a list', '[]'],
  ['no version', '{}'],
  [
    'an impossible version',
    changed((stored) => {
      stored['version'] = 0;
    }),
  ],
  [
    'no id',
    changed((stored) => {
      delete stored['id'];
    }),
  ],
  [
    'turns that are no list',
    changed((stored) => {
      stored.turns = {};
    }),
  ],
  [
    'a turn that is no object',
    changed((stored) => {
      stored.turns = [null];
    }),
  ],
  [
    'a text that is a number',
    changed((stored) => {
      firstAnswer(stored)['text'] = 5;
    }),
  ],
  [
    'a number that is a text',
    changed((stored) => {
      firstAnswer(stored)['thought'] = '5';
    }),
  ],
  [
    'a number without end',
    changed((stored) => {
      stored['revision'] = 7;
    }).replace('"revision":7', '"revision":1e999'),
  ],
  [
    'a model that is a text',
    changed((stored) => {
      firstAnswer(stored)['model'] = 'T-Lite';
    }),
  ],
  [
    'a report without rows',
    changed((stored) => {
      firstAnswer(stored)['report'] = { window: 1, reserve: 1, used: 1, exact: true };
    }),
  ],
] as const) {
  test(`damaged: ${name}`, () => assert.throws(() => parseChat(json), DamagedChatError));
}

test('the error names the place, and nothing of the contents', () => {
  const json = changed((stored) => {
    firstAnswer(stored)['elapsed'] = 'секрет';
  });
  assert.throws(() => parseChat(json), { message: 'chat.turns[0].answer.elapsed is no number' });
});

test('any single field that is lost or of another type is told, never thrown as something else', () => {
  const paths: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) paths.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(JSON.parse(serialiseChat(FULL)), []);
  for (const path of paths) {
    for (const replacement of [undefined, null, 5, 'x', true, [], {}]) {
      const stored = JSON.parse(serialiseChat(FULL));
      const last = path.at(-1) ?? '';
      const parent = path.slice(0, -1).reduce((value, key) => value[key], stored);
      parent[last] = replacement;
      try {
        const read = parseChat(JSON.stringify(stored));
        assert.deepEqual(parseChat(serialiseChat(read)), read);
      } catch (error) {
        const known = error instanceof DamagedChatError || error instanceof NewerChatError;
        assert.ok(known, `${path.join('.')} = ${JSON.stringify(replacement)}: ${error}`);
      }
    }
  }
});

test('the revision is found at the head of what is stored, and nowhere else', () => {
  const stored = serialiseChat({ ...FULL, revision: 2 ** 52, title: '"revision":5,' });
  assert.equal(revisionAtHead(stored.slice(0, 64)), 2 ** 52);
  const { version, title, revision } = FULL;
  assert.equal(revisionAtHead(JSON.stringify({ version, title, revision })), undefined);
  assert.equal(revisionAtHead('{"version":1,"revision":12'), undefined, 'cut off');
  assert.equal(
    revisionAtHead(JSON.stringify({ version: 2, revision: 3, title })),
    undefined,
    'a later version',
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Masker } from '../../../src/core/privacy/masker.ts';
import { SecretVault } from '../../../src/core/privacy/vault.ts';
import { createLazyMasker } from '../../../src/privacy/lazyMasker.ts';
import { createSecretFinder } from '../../../src/privacy/secretFinder.ts';
import { HARMLESS, SECRETS } from '../../support/goldenSecrets.ts';

const finder = createSecretFinder();
function masker(): Masker {
  let count = 0;
  const vault = new SecretVault(() => `s${String(++count).padStart(4, '0')}`);
  return new Masker({ finder, vault, pause: async () => {} });
}

for (const { name, secret, text } of SECRETS) {
  test(`hidden: ${name}`, () => {
    const own = masker();
    const masked = own.mask(text);
    assert.equal(masked.secrets.length, 1, masked.text);
    assert.ok(!masked.text.includes(secret), masked.text);
    // Nothing of it stays beside the mark either.
    for (const part of [secret.slice(0, 6), secret.slice(-6)])
      assert.ok(!masked.text.includes(part), masked.text);
    assert.equal(own.unmask(masked.text), text);
    assert.equal(own.mask(masked.text).text, masked.text);
  });
}

for (const text of HARMLESS) {
  test(`left alone: ${text.slice(0, 70)}`, () => {
    assert.equal(masker().mask(text).text, text);
  });
}

test('of an address only the password is hidden', () => {
  const { text } = masker().mask('postgres://app:q7Wz81kk@db.corp.local:5432/orders');
  assert.equal(text, 'postgres://app:⟨секрет s0001: пароль подключения⟩@db.corp.local:5432/orders');
});

test('a password that is being typed is hidden, and no secret before it is whole', () => {
  const own = masker();
  for (const typed of ['q7Wz8', 'q7Wz81', 'q7Wz81kk'])
    assert.match(own.mask(`password = "${typed}`).text, /^password = "⟨секрет/);
  assert.equal(own.mask('q7Wz81kk').text, 'q7Wz81kk');
  own.mask('password = "q7Wz81kk"');
  assert.match(own.mask('q7Wz81kk').text, /^⟨секрет/);
});

test('a comment in a file does not bring its secrets out', () => {
  const { text } = SECRETS.find(({ name }) => name === 'GitLab token') ?? { text: '' };
  assert.match(masker().mask(`// secretlint-disable\n${text}\n`).text, /⟨секрет s0001/);
});

test('a key that a window has cut off is hidden as far as it is there', () => {
  const { secret } = SECRETS.find(({ name }) => name === 'RSA key') ?? { secret: '' };
  const lines = secret.split('\n');
  const code = 'const a = call(1, 2);';
  const head = masker().mask(`${code}\n${lines.slice(0, 9).join('\n')}`).text;
  assert.equal(head, `${code}\n⟨секрет s0001: закрытый ключ⟩`);
  const tail = masker().mask(`${lines.slice(9).join('\n')}\n${code}`).text;
  assert.equal(tail, `⟨секрет s0001: закрытый ключ⟩\n${code}`);
});

test('every key of a file has a mark of its own, and the code between them stays', () => {
  const keys = SECRETS.filter(({ name }) => ['RSA key', 'PKCS #8 key'].includes(name)).map(
    ({ secret }) => secret,
  );
  const { text, secrets } = masker().mask(keys.join('\nconst a = call(1, 2);\n'));
  assert.equal(secrets.length, 2);
  assert.match(text, /^⟨[^⟩]+⟩\nconst a = call\(1, 2\);\n⟨[^⟩]+⟩$/);
});

/** Texts that make a careless pattern go back and forth. */
const HOSTILE: readonly (readonly [name: string, unit: string])[] = [
  ['one letter', 'a'],
  ['blanks', ' '],
  ['dashes', '-'],
  ['quotes', '"'],
  ['names without values', 'password='],
  ['strings that do not end', "password='a"],
  ['slack', 'xoxb-'],
  ['addresses', 'postgres://a:'],
  ['dots of a JWT', 'eyJaaaaaaaaaa.'],
  ['beginnings of keys', '-----BEGIN PRIVATE KEY-----'],
  ['beginnings of keys on lines', '-----BEGIN PRIVATE KEY-----\n'],
  ['ends of keys', '\nAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----'],
  ['base64', 'QUJD+/'],
  ['backslashes', '\\'],
  ['elements', '<a.b:'],
  ['keywords', ';password=;user='],
  ['npm', '_authToken='],
  ['GitHub by OAuth', 'https://a:x-oauth-basic'],
  ['marks', '⟨секрет '],
  ['lone surrogates', '\ud800'],
  ['empty lines', '\n'],
];
for (const [name, unit] of HOSTILE) {
  test(`time grows no faster than the text: ${name}`, () => {
    const time = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length));
      // The best of several: others use the machine too.
      return Math.min(
        ...Array.from({ length: 3 }, () => {
          const start = process.cpuUsage();
          masker().mask(text);
          const { user, system } = process.cpuUsage(start);
          return user + system;
        }),
      );
    };
    time(20_000);
    const [small, large] = [time(100_000), time(800_000)];
    // Eight times the text; a pattern that goes back and forth takes sixty-four times as long.
    assert.ok(large < 24 * Math.max(small, 2000), `${small} µs, then ${large} µs`);
  });
}

test('marks of an installation stay the same, and tell another nothing', async () => {
  const mark = async (key: string): Promise<string> =>
    (await createLazyMasker(key)()).mask('DB_PASSWORD = "q7Wz81kk"').text;
  assert.match(await mark('one'), /^DB_PASSWORD = "⟨секрет [a-z0-9]{5}: пароль⟩"$/);
  assert.equal(await mark('one'), await mark('one'));
  assert.notEqual(await mark('one'), await mark('another'));
});

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const sources = globSync('src/**/*.ts', { cwd: root }).map(read).join('\n');

interface Setting {
  readonly type: string;
  readonly scope?: string;
  readonly default?: unknown;
  readonly order: number;
}
const manifest = JSON.parse(read('package.json'));
const texts: Record<string, string> = JSON.parse(read('package.nls.json'));
const commands: readonly string[] = manifest.contributes.commands.map(
  (entry: { command: string }) => entry.command,
);
const settings: readonly (readonly [key: string, setting: Setting])[] =
  manifest.contributes.configuration.flatMap((group: { properties: Record<string, Setting> }) =>
    Object.entries(group.properties),
  );

/** Every string in a JSON value. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

test('every text of the manifest exists, and none is left over', () => {
  const used = strings(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
});

test('titles stand in package.nls.json, not in the manifest', () => {
  const { scripts, keywords, ...shown } = manifest;
  assert.deepEqual(
    strings(shown).filter((text) => /[а-яё]/i.test(text)),
    [],
  );
});

test('every command of the manifest is registered in the sources', () => {
  const missing = commands.filter((command) => !sources.includes(`'${command}'`));
  assert.deepEqual(missing, []);
});

test('every command that the sources register or the menus name is in the manifest', () => {
  const registered = Array.from(
    sources.matchAll(/register(?:TextEditor)?Command\(\s*'(tolmach\.[\w.]+)'/g),
    ([, command]) => command,
  );
  const { commandPalette, ...menus } = manifest.contributes.menus;
  const named = [...Object.values(menus), commandPalette, manifest.contributes.keybindings]
    .flat()
    .flatMap((entry) => (typeof entry === 'object' && 'command' in entry ? [entry.command] : []));
  const unknown = [...registered, ...named].filter((command) => !commands.includes(command));
  // Keys may name the editor's own commands; a leading underscore marks those of the extension's own buttons.
  assert.deepEqual(
    unknown.filter((command) => command.startsWith('tolmach.') && !command.startsWith('tolmach._')),
    [],
  );
});

test('commands and settings stay few', () => {
  // Those that the palette has at all times: others are for a review, or stand in a submenu.
  const commandPalette: readonly { readonly command: string; readonly when: string }[] =
    manifest.contributes.menus.commandPalette;
  const sometimes = new Set(
    commandPalette
      .filter(({ when }) => /^(?:false|tolmach\.reviewing)$/.test(when))
      .map(({ command }) => command),
  );
  const offered = commands.filter((command) => !sometimes.has(command));
  assert.ok(offered.length <= 25, `${offered.length} commands`);
  assert.ok(settings.length <= 35, `${settings.length} settings`);
});

test('no name of a command or setting stands twice', () => {
  for (const names of [
    commands,
    settings.map(([key]) => key),
    settings.map(([, { order }]) => String(order)),
  ]) {
    assert.equal(new Set(names).size, names.length);
  }
});

test('what decides where code goes is for the machine alone: no repository can set it', () => {
  const ofMachine = /^tolmach\.(servers|\w+Model|local\..+|privacy\..+|network\..+)$/;
  const found = settings.filter(([key]) => ofMachine.test(key));
  assert.ok(found.length >= 8, 'the names in this test are out of date');
  assert.deepEqual(
    found.filter(([, { scope }]) => scope !== 'machine').map(([key]) => key),
    [],
  );
});

test('every setting has a default of its type, and the sources read it', () => {
  for (const [key, setting] of settings) {
    const type = setting.type === 'integer' ? 'number' : setting.type;
    assert.equal(Array.isArray(setting.default) ? 'array' : typeof setting.default, type, key);
    const name = key.replace('tolmach.', '');
    assert.ok(sources.includes(`'${name}'`), `${key} is read nowhere`);
  }
});

test('README names every setting with its default', () => {
  const readme = read('README.md');
  for (const [key, { default: value }] of settings) {
    const shown =
      value === '' ? 'пусто' : value === true ? 'да' : value === false ? 'нет' : JSON.stringify(value);
    const row = new RegExp(`^\\| \`${key.replaceAll('.', '\\.')}\` \\| \`?(.*?)\`? \\|`, 'm').exec(readme);
    assert.equal(row?.[1], shown, key);
  }
});

test('it starts after the editor has, and on nothing else', () => {
  assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  assert.equal(manifest.main, './dist/extension.js');
});

test('types are no newer than the editor that is required', () => {
  const required = manifest.engines.vscode.replace('^', '');
  assert.equal(manifest.devDependencies['@types/vscode'], required);
});

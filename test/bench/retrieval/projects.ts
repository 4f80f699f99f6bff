import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { out } from '../../support/project.ts';

const run = promisify(execFile);

/** Projects that the questions are about: from the npm registry and from Debian. */
const PROJECTS = {
  webpack: (folder: string) => fromNpm('webpack@5.112.2', folder),
  django: (folder: string) => fromDebian('python3-django', '**/dist-packages/django', folder),
  syncthing: (folder: string) =>
    fromDebian('golang-github-syncthing-syncthing-dev', '**/github.com/syncthing/syncthing', folder),
};
export type ProjectName = keyof typeof PROJECTS;
export const PROJECT_NAMES: readonly ProjectName[] = ['django', 'webpack', 'syncthing'];

/** The project's sources, fetched once into out/. */
export async function projectFolder(name: ProjectName): Promise<string> {
  const place = path.join(out, 'bench/projects', name);
  if (existsSync(place)) return place;
  await mkdir(path.dirname(place), { recursive: true });
  const work = await mkdtemp(path.join(path.dirname(place), '.fetch-'));
  try {
    await rename(await PROJECTS[name](work), place);
    return place;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fromNpm(specifier: string, folder: string): Promise<string> {
  await run('npm', ['pack', specifier, '--silent', '--pack-destination', folder], { cwd: folder });
  const [archive = ''] = globSync('*.tgz', { cwd: folder });
  await run('tar', ['xzf', archive], { cwd: folder });
  return path.join(folder, 'package');
}

async function fromDebian(name: string, inside: string, folder: string): Promise<string> {
  await run('apt-get', ['download', name], { cwd: folder });
  const [archive = ''] = globSync('*.deb', { cwd: folder });
  await run('dpkg-deb', ['-x', archive, 'content'], { cwd: folder });
  const [found] = globSync(`content/usr/${inside}`, { cwd: folder });
  if (!found) throw new Error(`${name} has no ${inside}`);
  return path.join(folder, found);
}

/** Where things stand in this checkout, and the versions that no lockfile names. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** VS Code 1.139 with its server, remote extension host and web workbench, from npm. */
export const CODE_SERVER_VERSION = '4.139.1';

export const root = path.resolve(import.meta.dirname, '../..');
/** Everything that scripts and tests leave behind. */
export const out = path.join(root, 'out');

export interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
  };
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
}

/** Texts of the manifest by key. */
export function readManifestTexts(): Record<string, string> {
  return JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8'));
}

/** The vsix that `npm run package` writes for a target such as `linux-x64`. */
export function vsixPath(target: string): string {
  return path.join(root, 'dist', `tolmach-${target}.vsix`);
}

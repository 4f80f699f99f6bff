/** Systems that a vsix is made for, named as VS Code names them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.ts';

/**
 * Packages of the engine's native libraries for each target. Where two can serve, the engine takes the one with Vulkan
 * when the system has a Vulkan loader and a device, else the one without. `universal` is for servers only and for
 * systems that are not here.
 */
export const NATIVES = {
  'linux-x64': ['linux-x64', 'linux-x64-vulkan'],
  'linux-arm64': ['linux-arm64'],
  'win32-x64': ['win-x64', 'win-x64-vulkan'],
  'win32-arm64': ['win-arm64'],
  'darwin-x64': ['mac-x64'],
  'darwin-arm64': ['mac-arm64-metal'],
  universal: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Target = keyof typeof NATIVES;

export const TARGETS = Object.keys(NATIVES) as readonly Target[];

/** @throws when there is no such target, with those that there are */
export function asTarget(name: string): Target {
  const target = TARGETS.find((one) => one === name);
  if (!target) throw new Error(`no target ${name}: choose among ${TARGETS.join(', ')}`);
  return target;
}

/** Target of the machine this runs on. */
export function thisTarget(): Target {
  return TARGETS.find((one) => one === `${process.platform}-${process.arch}`) ?? 'universal';
}

export interface LockedPackage {
  readonly version: string;
  /** Digest of the tarball, as `sha512-<base64>`. */
  readonly integrity: string;
}

/** What the lockfile says of a package of the root's node_modules. It names packages of every platform. */
export function lockedPackage(name: string): LockedPackage {
  const lockfile = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const found = lockfile.packages[`node_modules/${name}`];
  if (!found?.integrity) throw new Error(`package-lock.json has no digest of ${name}`);
  return found;
}

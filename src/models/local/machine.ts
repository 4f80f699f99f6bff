import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import os from 'node:os';
import { dirname } from 'node:path';
import type { Machine } from '../../core/model/machine.ts';

/** Milliseconds in which the system's own program answers. */
const PATIENCE = 3_000;

/** What the system says of memory, and of the disk where `folder` is or will be. Never throws. */
export async function inspectSystem(folder: string, signal: AbortSignal): Promise<Omit<Machine, 'engine'>> {
  const [free, freeDisk] = await Promise.all([freeMemory(signal), freeSpace(folder)]);
  return {
    totalMemory: memoryLimit() ?? os.totalmem(),
    freeMemory: free,
    ...(freeDisk !== undefined && { freeDisk }),
  };
}

/** Bytes that a program can take without others having to give: of a container's share, where there is one. */
export async function freeMemory(signal?: AbortSignal): Promise<number> {
  const free = process.platform === 'darwin' ? await freeOnMac(signal) : os.freemem();
  return memoryLimit() === undefined ? free : Math.min(free, process.availableMemory());
}

function memoryLimit(): number | undefined {
  const limit = process.constrainedMemory() ?? 0;
  return limit > 0 && limit < os.totalmem() ? limit : undefined;
}

/** What Node calls free leaves out all that macOS holds only for want of a better use. */
async function freeOnMac(signal: AbortSignal | undefined): Promise<number> {
  const report = await new Promise<string>((resolve) => {
    const options = { timeout: PATIENCE, ...(signal && { signal }) };
    execFile('/usr/bin/vm_stat', options, (_, output) => resolve(output));
  });
  return readVmStat(report) ?? os.freemem();
}

/** Bytes of free memory in the report of macOS's `vm_stat`; nothing when it cannot be read. */
export function readVmStat(report: string): number | undefined {
  const pageSize = Number(/page size of (\d+) bytes/.exec(report)?.[1] ?? 0);
  const pages = (name: string): number =>
    Number(new RegExp(`^Pages ${name}:\\s+(\\d+)`, 'm').exec(report)?.[1] ?? 0);
  const free = pages('free') + pages('inactive') + pages('speculative') + pages('purgeable');
  return pageSize > 0 && free > 0 ? pageSize * free : undefined;
}

/** Bytes where `folder` is, or where it would be made. */
async function freeSpace(folder: string): Promise<number | undefined> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch {
      if (dirname(place) === place) return undefined;
    }
  }
}

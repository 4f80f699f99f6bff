import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { Ignore } from 'ignore';
import { isSecretFile, isSecretFolder } from '../core/context/secretFiles.ts';
import { type Rules, rootRules, rulesIn, takesFile, takesFolder } from './rules.ts';

/** A file that may be read. */
export interface FoundFile {
  /** Within the workspace folder, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
}

const DEEPEST = 100;

/**
 * Walks one workspace folder, in the order of names. Symbolic links are followed once: what was reached already, by
 * whatever way, does not come again.
 */
export class Walk {
  readonly #root: string;
  readonly #exclude: Ignore;
  /** Real paths of folders and linked files that were reached. */
  readonly #reached: Set<string>;
  /** Folders that could not be read. */
  readonly unreadable: string[] = [];

  /** `reached` is shared by the walks of several folders, which may hold each other. */
  constructor(root: string, exclude: Ignore, reached = new Set<string>()) {
    this.#root = root;
    this.#exclude = exclude;
    this.#reached = reached;
  }

  *files(): Generator<FoundFile> {
    yield* this.#folder(this.#root, rootRules(this.#root), 0);
  }

  /** The files below a folder within the root: for one that was created or moved. */
  *below(folder: string): Generator<FoundFile> {
    const above = rulesAbove(this.#root, folder, this.#exclude);
    const taken = above && takesFolder(above.rules, folder, above.names) && !this.#isExcluded(folder, true);
    if (taken) yield* this.#folder(folder, above.rules, this.#relative(folder).split('/').length);
  }

  *#folder(folder: string, above: Rules, depth: number): Generator<FoundFile> {
    if (depth > DEEPEST || !this.#isNew(folder)) return;
    const entries = this.#read(folder);
    if (!entries) return;
    const names = entries.map(({ name }) => name);
    const rules = rulesIn(folder, above, names.includes('.gitignore'));
    const folders: string[] = [];
    for (const entry of entries) {
      const absolute = path.join(folder, entry.name);
      const kind = entry.isSymbolicLink() ? this.#linked(absolute) : entry;
      if (kind?.isDirectory()) folders.push(absolute);
      else if (kind?.isFile() && takesFile(rules, absolute) && !this.#isExcluded(absolute, false))
        yield { path: this.#relative(absolute), absolute };
    }
    for (const inner of folders) {
      if (takesFolder(rules, inner, names) && !this.#isExcluded(inner, true))
        yield* this.#folder(inner, rules, depth + 1);
    }
  }

  #read(folder: string): Dirent[] | undefined {
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((one, other) =>
        one.name < other.name ? -1 : 1,
      );
    } catch {
      this.unreadable.push(folder);
      return undefined;
    }
  }

  /** What a link leads to; undefined when it leads nowhere, or where the walk has been. */
  #linked(link: string): Stats | undefined {
    try {
      const target = statSync(link);
      const real = realpathSync.native(link);
      // A harmless name may lead to a key.
      if (isSecretFile(real) || real.split(path.sep).some(isSecretFolder)) return undefined;
      if (target.isDirectory()) return target;
      // A file within the folder comes by its own name.
      const inside = !path.relative(realpathSync.native(this.#root), real).startsWith('..');
      return !inside && this.#firstTime(real) ? target : undefined;
    } catch {
      return undefined;
    }
  }

  #isNew(folder: string): boolean {
    try {
      return this.#firstTime(realpathSync.native(folder));
    } catch {
      this.unreadable.push(folder);
      return false;
    }
  }

  #firstTime(real: string): boolean {
    if (this.#reached.has(real)) return false;
    this.#reached.add(real);
    return true;
  }

  #relative(absolute: string): string {
    return path.relative(this.#root, absolute).split(path.sep).join('/');
  }

  #isExcluded(absolute: string, isFolder: boolean): boolean {
    const relative = this.#relative(absolute);
    return this.#exclude.ignores(isFolder ? `${relative}/` : relative);
  }
}

/** The rules that hold in the folder of `absolute`; undefined where a walk would not come. */
function rulesAbove(
  root: string,
  absolute: string,
  exclude: Ignore,
): { rules: Rules; names: string[] } | undefined {
  const steps = path.relative(root, absolute).split(path.sep);
  if (steps[0] === '..' || path.isAbsolute(steps[0] ?? '')) return undefined;
  let rules = rootRules(root);
  let folder = root;
  try {
    for (const [index, step] of steps.entries()) {
      const names = readdirSync(folder);
      rules = rulesIn(folder, rules, names.includes('.gitignore'));
      if (index === steps.length - 1) return { rules, names };
      folder = path.join(folder, step);
      const relative = steps.slice(0, index + 1).join('/');
      if (!takesFolder(rules, folder, names) || exclude.ignores(`${relative}/`)) return undefined;
    }
  } catch {
    // It is gone, or may not be read.
  }
  return undefined;
}

/** Whether a walk would come to this file: for one that was changed or created. */
export function wouldReach(root: string, absolute: string, exclude: Ignore): boolean {
  const relative = path.relative(root, absolute).split(path.sep).join('/');
  if (relative === '') return false;
  const above = rulesAbove(root, absolute, exclude);
  return above !== undefined && takesFile(above.rules, absolute) && !exclude.ignores(relative);
}

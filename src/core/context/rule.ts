import type { Masker } from '../privacy/masker.ts';
/** A file in which a project says how it wants to be worked on. */
export interface Rule {
  /** The document's address as the editor gave it; opaque to the core. */
  readonly id: string;
  /** For people and for the prompt: relative to the workspace folder. */
  readonly path: string;
  readonly text: string;
}

/** As a model elsewhere may see them: a secret among the rules would go with every question. */
export function maskRules(rules: readonly Rule[], masker: Masker): readonly Rule[] {
  return rules.map((rule) => ({ ...rule, text: masker.mask(rule.text).text }));
}

/** Names of rules files, in the order in which those of one folder are read. */
export const RULE_FILES: readonly string[] = ['AGENTS.md', '.github/copilot-instructions.md', '.tolmach.md'];

/**
 * Folders whose rules hold for a file, from the workspace folder down to the file's own: what stands nearer comes
 * later and so has the last word, and the beginning of the prompt stays the same for all files.
 * @param path of the file within its workspace folder, with forward slashes
 * @returns paths within the workspace folder; `''` is that folder itself
 */
export function ruleFolders(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('/'))];
}

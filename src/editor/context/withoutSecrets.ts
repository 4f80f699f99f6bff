import { isSecretFile } from '../../core/context/secretFiles.ts';

/** A diff without what belongs to files that by their names hold keys or passwords. */
export function withoutSecrets(diff: string): string {
  if (diff === '') return '';
  return diff
    .split(/^(?=diff --git )/m)
    .filter((part) => {
      const [, path] = /^diff --git .*? "?b\/(.*?)"?$/m.exec(part) ?? [];
      return path === undefined || !isSecretFile(path);
    })
    .join('');
}

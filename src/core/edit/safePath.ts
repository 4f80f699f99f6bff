import { isSecretFile, isSecretFolder } from '../context/secretFiles.ts';

const LONGEST = 300;
/** What some system takes for something else than a part of a name; short names of Windows among it. */
const UNSAFE = /[\p{Cc}:*?"<>|]|[. ]$|^\s|~\d/u;

/**
 * A path as a model wrote it, as one within the workspace folder; nothing where it leads out of it, into git's own
 * folder, or to a file that holds secrets.
 */
export function safePath(path: string): string | undefined {
  const plain = path.replaceAll('\\', '/');
  if (plain === '' || plain.length > LONGEST || /^(?:\/|~|[a-z]:)/i.test(plain)) return undefined;
  const parts = plain.split('/').filter((part) => part !== '.');
  const bad = (part: string): boolean =>
    part === '' || part === '..' || UNSAFE.test(part) || /^\.git$/i.test(part) || isSecretFolder(part);
  if (parts.length === 0 || parts.some(bad) || isSecretFile(plain)) return undefined;
  return parts.join('/');
}

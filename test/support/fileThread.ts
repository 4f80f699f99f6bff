import { fileURLToPath } from 'node:url';

/** The thread that writes downloads, as it stands in the sources: tests need no build. */
export const FILE_THREAD = fileURLToPath(new URL('../../src/models/local/fileThread.ts', import.meta.url));

import { catalogueFile } from './fileCatalogue.ts';
import type { ModelRef } from './modelSource.ts';

const LOCAL = 'local/';

/** `local/<catalogue id>` as the `local/<file name>` that the model is listed by; every other ref as it is. */
export function localRef(ref: ModelRef): ModelRef {
  // A name with its ending is a file's own: the user's may differ from the catalogue's in case.
  if (!ref.startsWith(LOCAL) || /\.gguf$/i.test(ref)) return ref;
  const file = catalogueFile(ref.slice(LOCAL.length));
  return file ? `${LOCAL}${file.name}` : ref;
}

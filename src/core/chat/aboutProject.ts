import { looksLikeIdentifier, WORD } from '../retrieval/identifiers.ts';
import { namedFiles } from '../retrieval/namedFiles.ts';

/** A longer question brings what it is about: a log, a listing. Characters. */
const LONGEST = 4000;
const QUOTED = /`([^`\n]{2,80})`/g;
const CALLED = /([\p{L}_][\p{L}\p{N}_.]*)\(\)/gu;
/** «У нас», «в проекте», «где …?»: of this code and of no other. */
const OURS =
  /(?<!\p{L})(?:у нас|наш(?:а|е|и|его|ей|ем|их|у)?|(?:в|во|по|из) (?:\p{L}+ )?(?:проект|код|репозитори|приложени|кодов\p{L}+ баз|сервис|модул)\p{L}*|(?:this|our|the) (?:project|repo|repository|code ?base)|our code|in the code)(?!\p{L})|(?:^|[.!?]\s+)(?:а |и |покажи,? )?(?:где|where)\s/iu;

export interface Aboutness {
  /** Names of code that stand in the question, in lower case. */
  readonly names: readonly string[];
  /** It speaks of the project in words. */
  readonly ours: boolean;
}

/**
 * What in a question points to the project that is open. Nothing when it says nothing of it: then most of what an
 * index finds would only take room in the window.
 */
export function aboutProject(question: string): Aboutness | undefined {
  if (question.length > LONGEST) return undefined;
  const quoted = Array.from(question.matchAll(QUOTED), ([, name = '']) => name);
  const called = Array.from(question.matchAll(CALLED), ([, name = '']) => name);
  const words = (question.match(WORD) ?? []).filter(looksLikeIdentifier);
  const names = [...quoted, ...called, ...words, ...namedFiles(question)].map((name) =>
    name.trim().toLowerCase(),
  );
  const ours = OURS.test(question);
  return names.length > 0 || ours ? { names: [...new Set(names)], ours } : undefined;
}

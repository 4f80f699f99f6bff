import { DICTIONARY } from './dictionary.ts';
import { stem } from './terms.ts';

/** Shorter stems than this are too alike for a match by their beginning. */
const LONG_STEM = 5;
const ADJECTIVE_SUFFIX = /(?<=..)(?:ов|ев|ическ|енн|онн|альн|ьн|н|ск)$/;

let table: ReadonlyMap<string, readonly string[]> | undefined;
let byBeginning: ReadonlyMap<string, readonly string[]> | undefined;

function read(): ReadonlyMap<string, readonly string[]> {
  const entries = new Map<string, string[]>();
  for (const entry of DICTIONARY.split(';')) {
    const [russian = '', english = ''] = entry.split(':');
    const meanings = english.trim().split(/\s+/).filter(Boolean);
    for (const word of russian.trim().split(/\s+/).filter(Boolean)) {
      const key = stem(word);
      entries.set(key, [...new Set([...(entries.get(key) ?? []), ...meanings])]);
    }
  }
  return entries;
}

/** English words for a Russian stem, the likeliest first; none when the dictionary has no such word. */
export function translationsOf(russianStem: string): readonly string[] {
  table ??= read();
  const exact = table.get(russianStem);
  if (exact) return exact;
  // An adjective means what its noun does: «файловый», «сетевой».
  const noun = table.get(russianStem.replace(ADJECTIVE_SUFFIX, ''));
  if (noun) return noun;
  if (russianStem.length < LONG_STEM) return [];
  // Forms of one word may have stems that differ in the last letters: «проверя», «провер».
  byBeginning ??= beginnings(table);
  for (let length = russianStem.length; length >= LONG_STEM; length--) {
    const found = byBeginning.get(russianStem.slice(0, length));
    if (found && russianStem.length - length <= 2) return found;
  }
  return [];
}

/** Meanings by the beginnings of stems, where a beginning belongs to one entry's stems alone or nearly ends. */
function beginnings(entries: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const shortestFirst = [...entries].sort(([one], [other]) => one.length - other.length);
  for (const [key, meanings] of shortestFirst) {
    for (let length = key.length; length >= Math.max(LONG_STEM, key.length - 2); length--) {
      const beginning = key.slice(0, length);
      if (!found.has(beginning)) found.set(beginning, meanings);
    }
  }
  return found;
}

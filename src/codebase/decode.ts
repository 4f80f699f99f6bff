import { isUtf8 } from 'node:buffer';

/** So many bytes of the beginning tell whether a file is text. */
const SAMPLE = 8192;
/** Of the sample: more control characters than this make it binary. */
const CONTROL_SHARE = 0.02;

/** The text of a file; undefined when it is not text. */
export function decode(bytes: Buffer): string | undefined {
  const wide = wideEncoding(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  if (isBinary(bytes)) return undefined;
  if (isUtf8(bytes)) return withoutMark(bytes.toString('utf8'));
  return new TextDecoder(singleByteEncoding(bytes)).decode(bytes);
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** UTF-16 by its mark, or by the zeros that Latin letters, spaces and line ends leave in it. */
function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  if (sample.length < 4 || !sample.includes(0)) return undefined;
  let [even, odd] = [0, 0];
  for (let at = 0; at + 1 < sample.length; at += 2) {
    if (sample[at] === 0) even++;
    if (sample[at + 1] === 0) odd++;
  }
  const pairs = Math.floor(sample.length / 2);
  // Russian text has no zeros in its letters, but it has spaces and line ends.
  const [few, some] = [pairs * 0.01, pairs * 0.08];
  if (odd > some && even <= few) return plausible(sample, 'utf-16le');
  return even > some && odd <= few ? plausible(sample, 'utf-16be') : undefined;
}

function plausible(sample: Buffer, encoding: 'utf-16le' | 'utf-16be'): typeof encoding | undefined {
  const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length & ~1));
  const usual = text.match(/[\t\r\n\x20-\x7eА-яЁё]/g)?.length ?? 0;
  return usual >= text.length * 0.9 ? encoding : undefined;
}

/** By byte: 1 for control characters that no text holds. Tabs, line ends, form feeds and escapes are usual. */
const CONTROLS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127 ? 1 : 0,
);

function isBinary(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  if (sample.includes(0)) return true;
  let controls = 0;
  for (let at = 0; at < sample.length; at++) if (CONTROLS[sample[at] ?? 0] === 1) controls++;
  return controls > sample.length * CONTROL_SHARE;
}

const SINGLE_BYTE = ['windows-1251', 'koi8-r', 'ibm866'] as const;
/** How often letters stand in Russian text, from the most frequent on; the rest are rare. */
const FREQUENT = 'оеаинтсрвлкмдпу';
const RARE = /[ъэщфёЁ]/;

/** Which of the Russian encodings makes Russian of it; else Latin. */
function singleByteEncoding(bytes: Buffer): string {
  const sample = bytes.subarray(0, 64 * SAMPLE).filter((byte, at, all) => {
    const near = (all[at - 1] ?? 0) >= 0x80 || (all[at + 1] ?? 0) >= 0x80;
    return byte >= 0x80 || near;
  });
  let best: { encoding: string; score: number } = { encoding: 'windows-1252', score: 0 };
  for (const encoding of SINGLE_BYTE) {
    const score = russianness(new TextDecoder(encoding).decode(sample));
    if (score > best.score) best = { encoding, score };
  }
  return best.encoding;
}

/** Positive for what reads like Russian: frequent letters, capitals only where words begin. */
function russianness(text: string): number {
  let score = 0;
  let letters = 0;
  let before = '';
  for (const letter of text) {
    if (/[А-яЁё]/.test(letter)) {
      letters++;
      const lower = letter.toLowerCase();
      if (FREQUENT.includes(lower)) score += 1;
      else if (RARE.test(letter)) score -= 1;
      // KOI8-R read as windows-1251 has its letters in the wrong case, and the other way round.
      if (letter !== lower && /[а-яё]/.test(before)) score -= 2;
    } else if (letter > '\x7f' && !/[«»–—№“”„…©°\u00a0]/.test(letter)) score -= 2;
    before = letter;
  }
  // A few letters between Latin ones are umlauts.
  return letters >= 3 && score / text.length > 0.2 ? score : 0;
}

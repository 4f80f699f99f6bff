import type { Segment } from '../../model/prompt.ts';
import { type Form, promptedPrefix, promptedSuffix } from './form.ts';

/** Of the Qwen family: the report on Qwen2.5-Coder, arXiv 2409.12186, section 3. */
const PREFIX = '<|fim_prefix|>';
const SUFFIX = '<|fim_suffix|>';
const MIDDLE = '<|fim_middle|>';
const REPOSITORY_FILE = '<|file_sep|>';
/** Where a model that fills in the middle goes on to another file, or ends. */
const STOPS = [PREFIX, SUFFIX, MIDDLE, REPOSITORY_FILE, '<|endoftext|>', '<|im_end|>'];

/** The text after the cursor first: what grows while the user types stands last but for one token. */
export const spm: Form = {
  name: 'spm',
  ask: (input) => inMiddle(input, [...suffixOf(input), ...prefixOf(input)]),
};

/** In the order in which most models were trained; every key makes the server read the text after the cursor anew. */
export const psm: Form = {
  name: 'psm',
  ask: (input) => inMiddle(input, [...prefixOf(input), ...suffixOf(input)]),
};

type Input = Parameters<Form['ask']>[0];

const prefixOf = ({ window }: Input): Segment[] => [{ special: PREFIX }, { text: promptedPrefix(window) }];

const suffixOf = (input: Input): Segment[] => [
  { special: SUFFIX },
  // The line end behind the cursor belongs to the text after it.
  { text: input.afterCursor === '' ? `\n${promptedSuffix(input)}` : promptedSuffix(input) },
];

/** Other files stand before as in a repository, each under its path; the cursor's own file then has one, too. */
function filesOf({ window }: Input): Segment[] {
  const { snippets } = window;
  if (snippets.length === 0) return [];
  const files = snippets.flatMap(({ place, text }) => fileAt(place.path, `${text}\n`));
  return [...files, ...fileAt(window.path, '')];
}

const fileAt = (path: string, text: string): Segment[] => [
  { special: REPOSITORY_FILE },
  { text: `${path.replace(/[\r\n]+/g, ' ')}\n${text}` },
];

function inMiddle(input: Input, around: readonly Segment[]): ReturnType<Form['ask']> {
  const segments = [...filesOf(input), ...around, { special: MIDDLE }];
  return { prompt: { kind: 'raw', segments }, stop: STOPS };
}

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
  ask: (input) => inMiddle(...suffixOf(input), ...prefixOf(input)),
};

/** In the order in which most models were trained; every key makes the server read the text after the cursor anew. */
export const psm: Form = {
  name: 'psm',
  ask: (input) => inMiddle(...prefixOf(input), ...suffixOf(input)),
};

type Input = Parameters<Form['ask']>[0];

const prefixOf = ({ window }: Input): Segment[] => [{ special: PREFIX }, { text: promptedPrefix(window) }];

const suffixOf = (input: Input): Segment[] => [
  { special: SUFFIX },
  // The line end behind the cursor belongs to the text after it.
  { text: input.afterCursor === '' ? `\n${promptedSuffix(input)}` : promptedSuffix(input) },
];

function inMiddle(...segments: readonly Segment[]): ReturnType<Form['ask']> {
  return { prompt: { kind: 'raw', segments: [...segments, { special: MIDDLE }] }, stop: STOPS };
}

import type { ChipView, FromPanel, TurnView } from '../../src/core/chat/protocol.ts';
import type { Sources } from '../markdown/citations.ts';
import type { Words } from '../wording.ts';

interface Host {
  readonly words: Words;
  post(message: FromPanel): void;
}

/** What a question's pieces are called by in the prompt, from 1, by the ids of their chips. */
export function numbersOf(chips: readonly ChipView[]): ReadonlyMap<string, number> {
  return new Map(chips.filter(({ kind }) => kind !== 'codebase').map(({ id }, index) => [id, index + 1]));
}

/** The places that the answer of this turn may cite. */
export function sourcesOf(turn: TurnView, { words, post }: Host): Sources {
  const numbers = numbersOf(turn.question.chips);
  const seen = turn.question.chips.filter(({ id, fate }) => numbers.has(id) && fate !== 'left out');
  const source = (chip: ChipView | undefined) =>
    chip && {
      label: chip.label,
      title: chip.title,
      described: words('sources.cite', { n: numbers.get(chip.id) ?? 0, name: chip.label }),
      open: () => post({ type: 'openChip', turn: turn.id, id: chip.id }),
    };
  return {
    byNumber: (number) => source(seen.find(({ id }) => numbers.get(id) === number)),
    byName: (name) => {
      const wanted = plain(name);
      const names = ({ label, title }: ChipView): string[] => [label, title].map(plain);
      return source(
        seen.find((chip) => names(chip).includes(wanted)) ??
          seen.find((chip) => names(chip).some((one) => withoutLines(one) === wanted)),
      );
    },
  };
}

/** Models write ranges with a hyphen and paths as they like. */
const plain = (name: string): string =>
  name
    .trim()
    .replace(/^\.?\//, '')
    .replaceAll('\\', '/')
    .replace(/[–—]/g, '-');
const withoutLines = (name: string): string => name.replace(/:\d+(-\d+)?$/, '');

import type { Rule } from '../context/rule.ts';

const HEADING = /^(#{1,6})\s/;
const ON_COMMITS = /commit|коммит/i;

/** Of a project's rules what they say of commits: the sections that name them. How to build and test is of no use there. */
export function rulesOnCommits(rules: readonly Rule[]): readonly Rule[] {
  return rules.flatMap((rule) => {
    const text = sectionsOnCommits(rule.text);
    return text === '' ? [] : [{ ...rule, text }];
  });
}

function sectionsOnCommits(text: string): string {
  const kept: string[] = [];
  /** Depth of the heading that names commits, while what stands below it goes on. */
  let within = Number.POSITIVE_INFINITY;
  for (const section of text.split(/^(?=#{1,6}\s)/m)) {
    const depth = HEADING.exec(section)?.[1]?.length ?? 0;
    if (depth <= within) within = Number.POSITIVE_INFINITY;
    const [heading = ''] = section.split('\n', 1);
    if (depth > 0 && ON_COMMITS.test(heading)) within = Math.min(within, depth);
    if (within <= depth || ON_COMMITS.test(section)) kept.push(section.trim());
  }
  return kept.join('\n\n');
}

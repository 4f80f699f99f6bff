import type { AnswerView } from '../../src/core/chat/protocol.ts';
import { Button, LinkButton } from '../parts/buttons.tsx';
import { usePanel } from '../state/context.ts';

interface FindingsProps {
  readonly turn: string;
  readonly findings: NonNullable<AnswerView['findings']>;
}

/** The errors that an answer names: each opens its line, and can be mended there. */
export function Findings({ turn, findings }: FindingsProps) {
  const { words, post } = usePanel();
  const act = (action: 'open' | 'fix', index: number): void =>
    post({ type: 'finding', action, turn, index: String(index) });
  return (
    <ul class="findings" aria-label={words('findings.title')}>
      {findings.map(({ line, text }, index) => (
        <li key={index} class="finding">
          <LinkButton onClick={() => act('open', index)}>
            {words('findings.line', { line: String(line) })}
          </LinkButton>
          <span class="finding__text" title={text}>
            {text}
          </span>
          <Button
            small
            label={words('findings.fixLine', { line: String(line) })}
            onClick={() => act('fix', index)}
          >
            {words('findings.fix')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

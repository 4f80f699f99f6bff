import type { ContextReport, SecretRow, TurnView } from '../../src/core/chat/protocol.ts';
import { Button } from '../parts/buttons.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';

type Secrets = NonNullable<ContextReport['secrets']>;

/** In the list of what will go in: which secrets are hidden from the model, and the way to send them this once. */
export function NextSecrets({ secrets }: { secrets: Secrets }) {
  const { words, post } = usePanel();
  const { count, asIs } = secrets;
  return (
    <section>
      <h4>{words(asIs ? 'secrets.next' : 'secrets.hidden', { n: count })}</h4>
      <SecretRows secrets={secrets} />
      {!asIs && <p class="secrets__note">{words('secrets.note')}</p>}
      <div class="secrets__action">
        <Button small onClick={() => post({ type: 'nextSecrets', fate: asIs ? 'hidden' : 'sent' })}>
          {words(asIs ? 'secrets.hide' : 'secrets.sendAsIs')}
        </Button>
      </div>
    </section>
  );
}

/** Under an answer: which secrets its model did not see, and the way to ask again with them. */
export function SentSecrets({ turn, secrets }: { turn: TurnView; secrets: Secrets }) {
  const { words, post } = usePanel();
  const { count, asIs } = secrets;
  return (
    <details class="sources secrets">
      <summary>
        <Icon name="chevron-right" />
        <Icon name={asIs ? 'unlock' : 'lock'} />
        <span>{words(asIs ? 'secrets.sent' : 'secrets.hidden', { n: count })}</span>
      </summary>
      <SecretRows secrets={secrets} />
      {!asIs && (
        <div class="secrets__action">
          <Button small onClick={() => post({ type: 'sendAsIs', turn: turn.id })}>
            {words('secrets.sendAsIs')}
          </Button>
        </div>
      )}
    </details>
  );
}

function SecretRows({ secrets: { rows, others } }: { secrets: Secrets }) {
  const { words } = usePanel();
  return (
    <ul>
      {rows.map((row) => (
        <li key={`${row.kind} ${row.label}`} class="secret">
          <Place row={row} />
        </li>
      ))}
      {others !== undefined && <li class="secret">{words('secrets.others', { n: others })}</li>}
    </ul>
  );
}

function Place({ row: { kind, label } }: { row: SecretRow }) {
  const { words } = usePanel();
  return (
    <>
      {words(`secrets.${kind}`)}
      <span class="secret__place"> · {label || words('secrets.inQuestion')}</span>
    </>
  );
}

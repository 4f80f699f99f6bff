import type { FactAbout, LocalOffer, PanelTextKey } from '../../src/core/chat/protocol.ts';
import { Button, LinkButton } from '../parts/buttons.tsx';
import { Icon, Mark, SPINNER } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';

const SERVER_FACTS: readonly (readonly [icon: string, text: PanelTextKey])[] = [
  ['pass', 'setup.server.quality'],
  ['pass', 'setup.server.nothing'],
  ['cloud-upload', 'setup.server.sent'],
  ['key', 'setup.server.need'],
];

/** The first run: two equal ways, and the right to put it off. */
export function SetupScreen({ offer }: { offer: LocalOffer | undefined }) {
  const { words, post } = usePanel();
  return (
    <div class="scroll">
      <div class="page">
        <div class="measure">
          <Mark />
          <h2 class="title">{words('setup.title')}</h2>
          <p class="lead">{words('setup.lead')}</p>
          <div class="choices">
            <LocalChoice offer={offer} />
            <section class="choice" aria-labelledby="choice-server">
              <h3 id="choice-server">
                <Icon name="server" />
                {words('setup.server.title')}
              </h3>
              <ul class="facts">
                {SERVER_FACTS.map(([icon, text]) => (
                  <li key={text}>
                    <Icon name={icon} />
                    <span>{words(text)}</span>
                  </li>
                ))}
              </ul>
              <div class="actions">
                <Button primary onClick={() => post({ type: 'show', screen: 'server' })}>
                  {words('setup.server.start')}
                </Button>
              </div>
            </section>
          </div>
          <p class="setup__later">
            <LinkButton onClick={() => post({ type: 'show', screen: 'chat' })}>
              {words('setup.later')}
            </LinkButton>
          </p>
        </div>
      </div>
    </div>
  );
}

const FACT_ICON: Readonly<Record<FactAbout, string>> = {
  size: 'cloud-download',
  memory: 'chip',
  speed: 'dashboard',
  reason: 'info',
  licence: 'law',
  trouble: 'warning',
};

/** The file that suits this machine. While the machine is asked the card already has its height. */
function LocalChoice({ offer }: { offer: LocalOffer | undefined }) {
  const { words } = usePanel();
  const { standing = 'inspecting', title = words('setup.local.title'), facts = [] } = offer ?? {};
  const usable = standing === 'inspecting' || standing === 'offered';
  return (
    <section class="choice" aria-labelledby="choice-local" aria-busy={standing === 'inspecting'}>
      <h3 id="choice-local">
        <Icon name="vm" />
        {title}
      </h3>
      <ul class={usable ? 'facts facts--offer' : 'facts'}>
        {usable && <Fact icon="pass" text={words('setup.local.private')} />}
        {usable && <Fact icon="pass" text={words('setup.local.offline')} />}
        {standing === 'inspecting' && <Fact icon={SPINNER} text={words('setup.local.inspecting')} />}
        {facts.map(({ about, text }) => (
          <Fact key={text} icon={FACT_ICON[about]} text={text} />
        ))}
      </ul>
      <LocalActions standing={standing} download={offer?.download} />
    </section>
  );
}

function Fact({ icon, text }: { icon: string; text: string }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{text}</span>
    </li>
  );
}

interface LocalActionsProps {
  readonly standing: LocalOffer['standing'];
  readonly download: LocalOffer['download'];
}

function LocalActions({ standing, download }: LocalActionsProps) {
  const { words, post } = usePanel();
  if (standing === 'noEngine') {
    return (
      <div class="actions">
        <Button onClick={() => post({ type: 'step', step: 'installBuild' })}>
          {words('setup.local.build')}
        </Button>
        <Button onClick={() => post({ type: 'step', step: 'openLog' })}>{words('setup.local.log')}</Button>
      </div>
    );
  }
  return (
    <>
      <div class="actions">
        {standing !== 'nothingFits' && (
          <Button
            primary
            disabled={!download}
            onClick={() => download && post({ type: 'download', id: download.id })}
          >
            {download?.label ?? words('setup.local.start')}
          </Button>
        )}
        <Button onClick={() => post({ type: 'step', step: 'pickModelFile' })}>
          {words('setup.local.file')}
        </Button>
      </div>
      <p class="choice__others">
        <LinkButton onClick={() => post({ type: 'step', step: 'manageModels' })}>
          {words('setup.local.others')}
        </LinkButton>
      </p>
    </>
  );
}

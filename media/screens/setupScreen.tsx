import type { PanelTextKey } from '../../src/core/chat/protocol.ts';
import { Button, LinkButton } from '../parts/buttons.tsx';
import { Icon, Mark } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';

const MODEL_PAGE = 'https://huggingface.co/t-tech';

const SERVER_FACTS: readonly (readonly [icon: string, text: PanelTextKey])[] = [
  ['pass', 'setup.server.quality'],
  ['pass', 'setup.server.nothing'],
  ['cloud-upload', 'setup.server.sent'],
  ['key', 'setup.server.need'],
];

/** The first run: two equal ways, and the right to put it off. */
export function SetupScreen() {
  const { words, post } = usePanel();
  return (
    <div class="scroll">
      <div class="page">
        <div class="measure">
          <Mark />
          <h2 class="title">{words('setup.title')}</h2>
          <p class="lead">{words('setup.lead')}</p>
          <div class="choices">
            <LocalChoice />
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

function LocalChoice() {
  const { words, post } = usePanel();
  return (
    <section class="choice" aria-labelledby="choice-local">
      <h3 id="choice-local">
        <Icon name="vm" />
        {words('setup.local.title')}
      </h3>
      <ul class="facts">
        <li>
          <Icon name="pass" />
          <span>{words('setup.local.private')}</span>
        </li>
        <li>
          <Icon name="pass" />
          <span>{words('setup.local.offline')}</span>
        </li>
        <li>
          <Icon name="cloud-download" />
          <span>
            {words('setup.local.where')}{' '}
            <a href={MODEL_PAGE} title={MODEL_PAGE}>
              {words('setup.local.page')}
            </a>
          </span>
        </li>
        <li>
          <Icon name="chip" />
          <span>{words('setup.local.memory')}</span>
        </li>
      </ul>
      <div class="actions">
        <Button primary onClick={() => post({ type: 'step', step: 'pickModelFile' })}>
          {words('setup.local.file')}
        </Button>
      </div>
    </section>
  );
}

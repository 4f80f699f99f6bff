import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CheckLine, Verdict } from '../../src/core/chat/protocol.ts';
import { Button, IconButton, LinkButton } from '../parts/buttons.tsx';
import { Icon, SPINNER } from '../parts/icon.tsx';
import { usePanel } from '../state/context.ts';
import type { PanelState } from '../state/panelState.ts';
import { ScreenHead } from './screenHead.tsx';

/** Address and key of a server, and the check that says whether it will do. */
export function ServerScreen({ server }: { server: PanelState['server'] }) {
  const { words, post, announce } = usePanel();
  const [url, setUrl] = useState(server?.url ?? '');
  const [key, setKey] = useState('');
  const [checkedKey, setCheckedKey] = useState('');
  const address = useRef<HTMLInputElement>(null);
  const known = server?.url ?? '';
  // Before the reader can type: a late effect would take back what he has typed by then.
  useLayoutEffect(() => setUrl(known), [known]);
  useLayoutEffect(() => address.current?.focus(), []);

  const running = server?.running ?? false;
  const lines = server?.lines ?? [];
  const sameServer = url.trim() === known;
  const usable = (server?.usable ?? false) && sameServer && key === checkedKey && !running;
  const failed = lines.find(({ verdict }) => verdict === 'failed');
  useEffect(() => {
    if (running) announce(words('server.checking'));
    else if (failed) announce([failed.text, failed.cure].filter(Boolean).join('. '));
    else if (usable) announce(words('server.usable'));
  }, [running, usable, failed, announce, words]);

  const values = { url: url.trim(), ...(key !== '' && { key }) };
  const check = (): void => {
    setCheckedKey(key);
    post({ type: 'checkServer', ...values });
  };
  const start = (): void => post({ type: 'saveServer', ...values });
  return (
    <>
      <ScreenHead title={words('server.title')} />
      <div class="scroll">
        <form
          class="page page--form"
          onSubmit={(event) => {
            event.preventDefault();
            check();
          }}
        >
          <div class="measure">
            <div class="field">
              <label for="server-url">{words('server.address')}</label>
              <input
                class="input"
                id="server-url"
                type="text"
                inputMode="url"
                autocomplete="off"
                spellcheck={false}
                ref={address}
                value={url}
                placeholder="https://llm.corp.local/v1"
                aria-describedby="server-url-hint"
                onInput={({ currentTarget }) => setUrl(currentTarget.value)}
              />
              <p class="field__hint" id="server-url-hint">
                {words('server.addressHint')}
              </p>
            </div>
            <KeyField
              value={key}
              onChange={setKey}
              saved={sameServer && (server?.hasKey ?? false)}
              invalid={failed?.id === 'key'}
            />
            {lines.length > 0 && <CheckLines lines={lines} />}
            <div class="actions server__actions">
              {usable && (
                <Button primary onClick={start}>
                  {words('server.start')}
                </Button>
              )}
              {running ? (
                <Button onClick={() => post({ type: 'cancelCheck' })}>{words('app.cancel')}</Button>
              ) : (
                <Button submit primary={!usable} disabled={url.trim() === ''}>
                  {words(failed ? 'server.checkAgain' : 'server.check')}
                </Button>
              )}
            </div>
            <p class="quiet server__help">{words('server.noAddress')}</p>
            <LinkButton onClick={() => post({ type: 'step', step: 'copyAdminRequest' })}>
              {words('server.copyRequest')}
            </LinkButton>
          </div>
        </form>
      </div>
    </>
  );
}

interface KeyFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly saved: boolean;
  readonly invalid: boolean;
}

function KeyField({ value, onChange, saved, invalid }: KeyFieldProps) {
  const { words } = usePanel();
  const [visible, setVisible] = useState(false);
  return (
    <div class="field">
      <label for="server-key">{words('server.key')}</label>
      <div class="input-with-button">
        <input
          class="input"
          id="server-key"
          {...(visible ? { type: 'text' } : { type: 'password' })}
          autocomplete="off"
          spellcheck={false}
          value={value}
          placeholder={saved ? '••••••••••••' : ''}
          aria-invalid={invalid}
          aria-describedby="server-key-hint"
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
        <IconButton
          icon={visible ? 'eye-closed' : 'eye'}
          label={words(visible ? 'server.keyHide' : 'server.keyShow')}
          aria-pressed={visible}
          onClick={() => setVisible(!visible)}
        />
      </div>
      <p class="field__hint" id="server-key-hint">
        {words(saved ? 'server.keySaved' : 'server.keyHint')}
      </p>
    </div>
  );
}

const VERDICT_ICON: Readonly<Record<Verdict, string>> = {
  running: SPINNER,
  ok: 'pass',
  warning: 'warning',
  failed: 'error',
  skipped: 'circle-large-outline',
};

function CheckLines({ lines }: { lines: readonly CheckLine[] }) {
  const { words } = usePanel();
  return (
    <ul class="checks" aria-label={words('server.check')}>
      {lines.map(({ id, verdict, text, cure }) => (
        <li key={id} class={`check check--${verdict}`}>
          <Icon name={VERDICT_ICON[verdict]} />
          <span>
            {text}
            <span class="sr-only">, {words(`verdict.${verdict}`)}</span>
            {cure && <span class="check__cure">{cure}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

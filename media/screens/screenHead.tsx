import { IconButton } from '../parts/buttons.tsx';
import { usePanel } from '../state/context.ts';

/** Title of a screen that is not the chat, and the way back to the chat. */
export function ScreenHead({ title }: { title: string }) {
  const { words, post } = usePanel();
  return (
    <div class="screen-head">
      <IconButton
        icon="arrow-left"
        label={words('app.back')}
        onClick={() => post({ type: 'show', screen: 'chat' })}
      />
      <h2>{title}</h2>
    </div>
  );
}

import { usePanel } from '../state/context.ts';

/** Below a list: the keys that lead through it. @param unit what the numbers in its rows are */
export function ListFoot({ unit }: { unit?: string | undefined }) {
  const { words } = usePanel();
  return (
    <div class="popover__foot" aria-hidden="true">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd> {words('list.pick')}
      </span>
      <span>
        <kbd>Esc</kbd> {words('list.close')}
      </span>
      {unit && <span class="popover__unit">{unit}</span>}
    </div>
  );
}

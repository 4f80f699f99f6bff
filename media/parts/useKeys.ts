import { useLayoutEffect } from 'preact/hooks';

/**
 * Keys of a whole screen, after its fields have had theirs. `take` says whether the key was its own. In step with
 * what is drawn: an ordinary effect would answer a quick second press with the state before the first.
 */
export function useKeys(take: (event: KeyboardEvent) => boolean): void {
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.isComposing || !take(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  });
}

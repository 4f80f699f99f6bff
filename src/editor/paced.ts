import type { Subscription } from '../core/events.ts';

/** `run` at once, and then at most once in so many milliseconds, however often it is called; the last call counts. */
export function paced(run: () => void, milliseconds: number): Subscription & { readonly call: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      rest();
      run();
    }, milliseconds);
  };
  return {
    call: () => {
      if (timer) {
        again = true;
        return;
      }
      rest();
      run();
    },
    dispose: () => clearTimeout(timer),
  };
}

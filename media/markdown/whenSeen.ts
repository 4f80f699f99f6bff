const waiting = new WeakMap<Element, () => void>();
const ready: (() => void)[] = [];

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const task = waiting.get(target);
      if (!isIntersecting || !task) continue;
      observer.unobserve(target);
      waiting.delete(target);
      ready.push(task);
      if (ready.length === 1) requestIdleCallback(runOne, { timeout: 500 });
    }
  },
  { rootMargin: '400px' },
);

/** One task an idle period, so that together they never make a long one. */
function runOne(): void {
  ready[0]?.();
  ready.shift();
  if (ready.length > 0) requestIdleCallback(runOne, { timeout: 500 });
}

/** Runs `task` once, at rest, after `element` has come near the visible part. Forgotten together with the element. */
export function whenSeen(element: Element, task: () => void): void {
  waiting.set(element, task);
  observer.observe(element);
}

/** A codicon, or any of its modifiers: `loading codicon-modifier-spin`. Always decoration: words stand beside it. */
export function Icon({ name, className = '' }: { name: string; className?: string }) {
  return <i class={`codicon codicon-${name} ${className}`} aria-hidden="true" />;
}

export const SPINNER = 'loading codicon-modifier-spin';

/** The sign of Толмач: a speech bubble with six sides and a T. The same drawing as in `mark.svg`. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M7.5 3.5h9l4.75 6.75L16.5 17h-4.25L7.5 20.9V17l-4.75-6.75z" />
      <path d="M8.75 7.5h6.5M12 7.5v6" />
    </svg>
  );
}

interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; nothing = it cannot be told. */
  readonly fraction: number | undefined;
  /** It stands still. */
  readonly still?: boolean;
}

/** How far something has come. The width goes through the object model: the policy forbids attributes. */
export function ProgressBar({ label, fraction, still = false }: ProgressBarProps) {
  const percent = fraction === undefined ? undefined : Math.floor(fraction * 100);
  return (
    <div
      class={still ? 'progress progress--still' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span class="progress__done" style={{ width: `${(fraction ?? 0) * 100}%` }} />
    </div>
  );
}

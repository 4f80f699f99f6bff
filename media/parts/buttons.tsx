import type { ComponentChildren, JSX, Ref } from 'preact';
import { Icon } from './icon.tsx';

interface ButtonProps {
  readonly onClick?: () => void;
  /** Sends its form, instead of `onClick`. */
  readonly submit?: boolean;
  readonly primary?: boolean;
  readonly small?: boolean;
  readonly disabled?: boolean;
  /** Read aloud in place of its words, where these say too little. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** An action in words. */
export function Button({ onClick, submit, primary, small, disabled = false, label, children }: ButtonProps) {
  const classes = ['button', primary && 'button--primary', small && 'button--small']
    .filter(Boolean)
    .join(' ');
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={classes}
      disabled={disabled}
      aria-label={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<JSX.IntrinsicElements['button'], 'icon' | 'label' | 'ref'> {
  readonly icon: string;
  /** Shown on hover, and read aloud where `aria-label` says no more. */
  readonly label: string;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

/** An action as an icon. */
export function IconButton({ icon, label, class: className = '', buttonRef, ...rest }: IconButtonProps) {
  return (
    <button
      aria-label={label}
      {...rest}
      type="button"
      class={`icon-button ${className}`}
      title={label}
      ref={buttonRef ?? null}
    >
      <Icon name={icon} />
    </button>
  );
}

/** An action as a link among text. */
export function LinkButton({ onClick, children }: { onClick: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="link" onClick={onClick}>
      {children}
    </button>
  );
}

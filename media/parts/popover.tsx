import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface PopoverProps {
  readonly onClose: () => void;
  readonly label: string;
  /** Selector of the buttons that open and close it: pressing them is not "outside". */
  readonly opener: string;
  readonly children: ComponentChildren;
}

/** Grows up from the composer. Closes when the reader presses or goes outside; Esc is the business of who opened it. */
export function Popover({ onClose, label, opener, children }: PopoverProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const closeOutside = ({ target }: Event): void => {
      if (!(target instanceof Element) || element.current?.contains(target) || target.closest(opener)) return;
      onClose();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [onClose, opener]);
  return (
    <div class="popover" ref={element} role="dialog" aria-label={label}>
      {children}
    </div>
  );
}

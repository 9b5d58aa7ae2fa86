import { type ReactNode, useEffect, useId, useRef } from 'react';
import { focusIsLost, focusScreen } from './focus.ts';
import { Icon } from './Icon.tsx';

const FIRST = '.body :is(input, textarea, select, [tabindex="0"]):not(:disabled)';

/**
 * A modal dialog on the platform's own: it keeps the focus inside, Escape closes it, and the focus goes back to where it
 * came from, to the screen where that is gone. Where a step of the dialog takes away what had the focus, its title has it.
 * `panel` stands at the right edge at full height.
 */
export function Dialog({
  title,
  sub,
  width,
  panel = false,
  onClose,
  footer,
  children,
  className = '',
}: {
  readonly title: string;
  readonly sub?: ReactNode;
  readonly width?: number;
  readonly panel?: boolean;
  readonly onClose: () => void;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The platform would begin at the close button; a person came for what is inside.
    dialog?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => {
      dialog?.close();
      // close() gives the focus back only while the dialog is still in the document.
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
      if (focusIsLost()) focusScreen();
    };
  }, []);
  useEffect(() => {
    if (focusIsLost()) ref.current?.querySelector<HTMLElement>('h2')?.focus();
  });
  return (
    <dialog
      ref={ref}
      className={`dialog ${panel ? 'panel' : ''} ${className}`}
      aria-labelledby={heading}
      {...(width === undefined ? {} : { style: { width } })}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={heading} tabIndex={-1}>
          {title}
        </h2>
        {sub}
        <span className="grow" />
        <button type="button" className="iconbutton" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="body">{children}</div>
      {footer === undefined ? null : <footer>{footer}</footer>}
    </dialog>
  );
}

import { useEffect, useId, useRef, type ReactNode } from 'react';

interface ModalDialogProps {
  heading: ReactNode;
  /** Escape, and the button that cancels. */
  onClose: () => void;
  children: ReactNode;
}

/** A question above the page, which can't be used meanwhile. The focus then returns to where it was. */
export function ModalDialog({ heading, onClose, children }: ModalDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{heading}</h2>
      {children}
    </dialog>
  );
}

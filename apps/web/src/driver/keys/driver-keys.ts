import { useEffect } from 'react';
import { commandOfKey, type KeyCommand } from './key-command.js';

/** The key of each command, as a button names it in `aria-keyshortcuts`. */
export const KEYS: Record<KeyCommand, string> = {
  accept: 'A',
  decline: 'D',
  'next-step': 'Enter',
};

/**
 * Presses the button that names the key. A key therefore does only what an enabled button on the
 * screen does at that moment, and has no effect while a dialog is open.
 */
export function useDriverKeys(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const press = (event: KeyboardEvent) => {
      const command = pageCommandOf(event);
      if (!command) return;
      const button = document.querySelector<HTMLButtonElement>(
        `button[aria-keyshortcuts="${KEYS[command]}"]:enabled:not([data-hold])`,
      );
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [isOn]);
}

/** The command of a key by what has the focus; undefined while a dialog is open. */
export function pageCommandOf(event: KeyboardEvent): KeyCommand | undefined {
  if (document.querySelector('dialog[open]')) return undefined;
  return commandOfKey(event, focusOf(document.activeElement));
}

/** A checkbox or radio button takes no text, so letters typed there are commands. */
function focusOf(element: Element | null): string {
  const isTicked = element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type);
  return !element || isTicked ? 'BODY' : element.tagName;
}

/** What a key stands for on this page. */
export type KeyCommand = 'accept' | 'decline' | 'next-step';

export interface PressedKey {
  key: string;
  /** It came again because it was held down. */
  repeat: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/**
 * The command of a key, or undefined: with Ctrl, Alt or Meta it is the browser's, and one held
 * down is pressed once.
 *
 * @param focus the name of the element that has the focus, as `tagName` has it
 */
export function commandOfKey(pressed: PressedKey, focus: string): KeyCommand | undefined {
  const { key, repeat, ctrlKey, altKey, metaKey } = pressed;
  if (repeat || ctrlKey || altKey || metaKey || TYPED_IN.has(focus)) return undefined;
  switch (key.toLowerCase()) {
    case 'a':
      return 'accept';
    case 'd':
      return 'decline';
    case 'enter':
      // It presses what has the focus.
      return PRESSED.has(focus) ? undefined : 'next-step';
    default:
      return undefined;
  }
}

const TYPED_IN: ReadonlySet<string> = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const PRESSED: ReadonlySet<string> = new Set(['BUTTON', 'A', 'SUMMARY']);

/** The command that a key gives on this page. */
export type KeyCommand = 'accept' | 'decline' | 'next-step';

export interface PressedKey {
  key: string;
  /** The browser repeats a key that is held down. */
  repeat: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/**
 * The command of a key, or undefined. Keys with Ctrl, Alt or Meta belong to the browser, and a key
 * that is held down counts once.
 *
 * @param focus the `tagName` of the element that has the focus
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
      // The browser presses the focused button itself.
      return PRESSED.has(focus) ? undefined : 'next-step';
    default:
      return undefined;
  }
}

const TYPED_IN: ReadonlySet<string> = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const PRESSED: ReadonlySet<string> = new Set(['BUTTON', 'A', 'SUMMARY']);

import { use, type ComponentProps } from 'react';
import type { KeyCommand } from './key-command.js';
import { KEYS, KeysContext } from './driver-keys.js';

interface KeyedButtonProps extends ComponentProps<'button'> {
  command: KeyCommand;
}

/** A button that a key presses too. It shows the key as long as the keys are switched on. */
export function KeyedButton({ command, children, type = 'button', ...rest }: KeyedButtonProps) {
  const isOn = use(KeysContext);
  const key = KEYS[command];
  return (
    <button {...rest} type={type} aria-keyshortcuts={isOn ? key : undefined}>
      {children}
      {isOn && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
}

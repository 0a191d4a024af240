import { use, type ComponentProps } from 'react';
import type { KeyCommand } from './key-command.js';
import { KEYS } from './driver-keys.js';
import { StepContext } from './step-context.js';

interface KeyedButtonProps extends ComponentProps<'button'> {
  command: KeyCommand;
}

/**
 * A button that a key presses too. It shows the key as long as the keys are switched on, and ignores
 * both key and press during the cooldown of a step.
 */
export function KeyedButton(props: KeyedButtonProps) {
  const { command, children, type = 'button', onClick, ...rest } = props;
  const { hasKeys, isCooling } = use(StepContext);
  const key = KEYS[command];
  return (
    <button
      {...rest}
      type={isCooling ? 'button' : type}
      onClick={isCooling ? undefined : onClick}
      aria-disabled={isCooling || undefined}
      aria-keyshortcuts={hasKeys && !isCooling ? key : undefined}
    >
      {children}
      {hasKeys && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
}

import { use, type ReactNode } from 'react';
import { KEYS } from '../keys/driver-keys.js';
import { StepContext } from '../keys/step-context.js';
import { useHold } from './use-hold.js';

interface HoldButtonProps {
  isDisabled: boolean;
  onHeld: () => void;
  onPress: () => void;
  children: ReactNode;
}

/** A button for a step that can't be undone. It fills while it is held; a short press asks instead. */
export function HoldButton({ children, ...options }: HoldButtonProps) {
  const { hasKeys, isCooling } = use(StepContext);
  const { isHolding, props } = useHold(options);
  const key = KEYS['next-step'];
  return (
    <button
      {...props}
      type="button"
      className="button main wide step hold"
      data-hold={isHolding ? 'holding' : 'idle'}
      aria-keyshortcuts={hasKeys && !isCooling ? key : undefined}
    >
      <span>{children}</span>
      {hasKeys && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
}

import { use, useEffect, useRef, useState, type ComponentProps, type RefObject } from 'react';
import { pageCommandOf } from '../keys/driver-keys.js';
import { StepContext } from '../keys/step-context.js';
import { HoldTimer } from './hold-timer.js';

interface HoldOptions {
  isDisabled: boolean;
  onHeld: () => void;
  /** A short press. It is all that screen readers and switch devices can send. */
  onPress: () => void;
}

export interface Hold {
  isHolding: boolean;
  /** The handlers and attributes of the button. */
  props: ComponentProps<'button'>;
}

/** A button that is held for a second: by pointer, by Enter or Space, or by Enter anywhere. */
export function useHold(options: HoldOptions): Hold {
  const { isCooling } = use(StepContext);
  const isIdle = options.isDisabled || isCooling;
  const [isHolding, setHolding] = useState(false);
  const latest = useRef({ ...options, isIdle });
  useEffect(() => {
    latest.current = { ...options, isIdle };
  });
  const button = useRef<HTMLButtonElement>(null);
  const [timer] = useState(
    () => new HoldTimer({ onHolding: setHolding, onHeld: () => latest.current.onHeld() }),
  );
  useHeldKeys(button, timer, latest);
  useEndOfHold(timer);
  const end = () => {
    timer.end();
  };
  const props: Hold['props'] = {
    ref: button,
    'aria-disabled': isIdle || undefined,
    onPointerDown: (event) => {
      if (event.button === 0 && !isIdle) timer.begin();
    },
    onPointerUp: end,
    onPointerLeave: end,
    onPointerCancel: end,
    onBlur: end,
    onContextMenu: (event) => event.preventDefault(),
    onClick: () => {
      if (!timer.takeCompleted() && !isIdle) options.onPress();
    },
  };
  return { isHolding, props };
}

type Latest = RefObject<HoldOptions & { isIdle: boolean }>;

function useHeldKeys(
  button: RefObject<HTMLButtonElement | null>,
  timer: HoldTimer,
  latest: Latest,
): void {
  const { hasKeys } = use(StepContext);
  useEffect(() => {
    const hasFocus = () => document.activeElement === button.current;
    const isPressKey = ({ key }: KeyboardEvent) => key === 'Enter' || key === ' ';
    const onKeyDown = (event: KeyboardEvent) => {
      const isOurs = hasFocus()
        ? isPressKey(event)
        : hasKeys && pageCommandOf(event) === 'next-step';
      if (!isOurs) return;
      // The browser would press the focused button at once.
      event.preventDefault();
      if (!event.repeat && !latest.current.isIdle) timer.begin();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (!isPressKey(event)) return;
      if (hasFocus()) event.preventDefault();
      timer.takeCompleted();
      if (timer.end()) latest.current.onPress();
    };
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('keyup', onKeyUp);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('keyup', onKeyUp);
    };
  }, [button, timer, latest, hasKeys]);
}

/** A hold ends when the tab is hidden or the button disappears: its release may never be seen. */
function useEndOfHold(timer: HoldTimer): void {
  useEffect(() => {
    const end = () => {
      timer.end();
    };
    document.addEventListener('visibilitychange', end);
    window.addEventListener('blur', end);
    return () => {
      document.removeEventListener('visibilitychange', end);
      window.removeEventListener('blur', end);
      end();
    };
  }, [timer]);
}

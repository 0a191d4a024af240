import { useEffect, useRef, type RefObject } from 'react';

/**
 * Moves the focus to the heading of a step when the step changes, so that a user of the keyboard or
 * of a screen reader is where the new content begins. The first step takes no focus, and neither
 * does a change while the user types in a field or has a dialog open.
 *
 * @param step a text that differs for each step, such as the status of the ride
 * @returns the reference of the heading, which needs `tabIndex={-1}`
 */
export function useFocusOnStep(step: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    if (isOccupied()) return;
    heading.current?.focus({ preventScroll: true });
  }, [step]);
  return heading;
}

function isOccupied(): boolean {
  const { activeElement } = document;
  const isTyping = activeElement?.matches('input:not([type=radio]), textarea, select') ?? false;
  return isTyping || document.querySelector('dialog[open]') !== null;
}

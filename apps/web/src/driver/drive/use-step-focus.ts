import { useEffect, useRef, type RefObject } from 'react';

/**
 * Moves the focus to the heading at each new step, so that a keyboard or a screen reader goes on
 * from the sentence that says what to do. The first step after loading leaves the focus alone.
 *
 * @param step names the step; undefined while it is unknown
 */
export function useStepFocus(step: string | undefined): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const known = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (known.current !== undefined && known.current !== step) heading.current?.focus();
    known.current = step;
  }, [step]);
  return heading;
}

import { useEffect, useState } from 'react';

/** A second Enter or tap that was meant for the step before comes within this time. */
const COOLDOWN_MS = 1000;

/**
 * Whether this step has only just begun. Its keys and buttons have no effect in that time, because a
 * key that is pressed twice by habit would take the next step too.
 *
 * @param step names the step; each new name begins a cooldown
 */
export function useCooldown(step: string): boolean {
  const [cooled, setCooled] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setCooled(step), COOLDOWN_MS);
    return () => clearTimeout(timer);
  }, [step]);
  return cooled !== step;
}

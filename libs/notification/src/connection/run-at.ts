/** Timers beyond this fire at once; no stream lives that long. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Further away than this, a second more or less is nobody's trouble; timers of the same
 * length share a list, where each length of its own takes 300 bytes.
 */
const COARSE_ABOVE_MS = 60_000;

/**
 * Runs `action` at a time of this process's clock, or up to a second later when that is more
 * than a minute away. @returns what calls it off
 */
export function runAt(time: Date, action: () => void): () => void {
  const ms = time.getTime() - Date.now();
  if (ms > MAX_TIMER_MS) return () => undefined;
  const timer = setTimeout(action, ms < COARSE_ABOVE_MS ? ms : Math.ceil(ms / 1000) * 1000).unref();
  return () => {
    clearTimeout(timer);
  };
}

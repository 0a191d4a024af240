/** Node fires a longer timer at once. No stream lives that long, so such a timer is left out. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Timers further away than this are rounded up to whole seconds. Node keeps timers of one length
 * in one list, and each list takes 300 bytes.
 */
const COARSE_ABOVE_MS = 60_000;

/**
 * Runs `action` at a time of this process's clock, or up to a second later when that is more
 * than a minute away.
 *
 * @returns a function that cancels the action
 */
export function runAt(time: Date, action: () => void): () => void {
  const ms = time.getTime() - Date.now();
  if (ms > MAX_TIMER_MS) return () => undefined;
  const timer = setTimeout(action, ms < COARSE_ABOVE_MS ? ms : Math.ceil(ms / 1000) * 1000).unref();
  return () => {
    clearTimeout(timer);
  };
}

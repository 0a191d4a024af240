/** Timers beyond this fire at once; no stream lives that long. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs `action` at a time of this process's clock. @returns what calls it off */
export function at(time: Date, action: () => void): () => void {
  const ms = time.getTime() - Date.now();
  if (ms > LONGEST_TIMER_MS) return () => undefined;
  const timer = setTimeout(action, ms).unref();
  return () => {
    clearTimeout(timer);
  };
}

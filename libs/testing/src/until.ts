import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks: a tenth of the time waited so far, within these bounds. */
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/**
 * Waits until `probe` returns a truthy value, for conditions that no event announces: the
 * end of another process, a row in a table. It probes at once, then every 10 ms, and less
 * often the longer it has waited, up to every 100 ms.
 * @throws after `timeoutMs` (default 120,000, because a machine may be busy), with `what`
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  { timeoutMs = 120_000 } = {},
): Promise<NonNullable<T>> {
  const start = performance.now();
  for (;;) {
    const found = await probe();
    if (found) return found;
    const waited = performance.now() - start;
    if (waited > timeoutMs) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await pause(Math.min(Math.max(SHORTEST_PAUSE_MS, waited / 10), LONGEST_PAUSE_MS));
  }
}

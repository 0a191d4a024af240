import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `probe` returns a truthy value, for a condition that no event announces:
 * the end of a foreign process, a row in a table. Looks every 10 ms.
 * @throws after `timeoutMs` (default 20,000: a machine may be busy)
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  { timeoutMs = 20_000 } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await pause(10);
  }
}

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until the probe returns a truthy value.
 *
 * @throws after 60 s, because a machine may be busy, with `what`
 */
export async function until(what: string, probe: () => unknown): Promise<void> {
  const start = performance.now();
  while (!probe()) {
    if (performance.now() - start > 60_000) throw new Error(`Not within 60 s: ${what}`);
    await pause(5);
  }
}

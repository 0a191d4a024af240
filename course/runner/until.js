import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds; a busy machine may take long for what takes a moment elsewhere. */
const TIMEOUT_MS = 30_000;

/**
 * Waits until `probe` returns a truthy value, and returns it.
 * @param {string} what the condition, as a sentence for the error
 * @param {() => unknown} probe may be asynchronous
 * @throws Error that names the condition, after `timeoutMs` (30 s by default)
 */
export async function until(what, probe, { timeoutMs = TIMEOUT_MS } = {}) {
  const start = performance.now();
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() - start > timeoutMs) {
      throw new Error(`${what}: this did not happen within ${timeoutMs / 1000} seconds.`);
    }
    await pause(10);
  }
}

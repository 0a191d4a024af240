import { onAbort } from './on-abort.js';
import { startTimer } from './timer.js';

/**
 * Resolves after the delay, or at once when the signal aborts. The caller then checks the signal. The
 * longest delay is 2^31 - 1 milliseconds (24.8 days).
 *
 * @example
 * ```ts
 * await abortableDelay(1000, signal);
 * if (signal.aborted) return;
 * ```
 */
export function abortableDelay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      release();
      resolve();
    };
    const timer = startTimer(done, milliseconds);
    const release = onAbort(signal, done);
  });
}

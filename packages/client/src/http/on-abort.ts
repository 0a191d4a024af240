/**
 * Calls the action when the signal aborts, or at once if it has.
 *
 * @returns a function that removes the listener
 */
export function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (signal?.aborted) action();
  signal?.addEventListener('abort', action, { once: true });
  return () => signal?.removeEventListener('abort', action);
}

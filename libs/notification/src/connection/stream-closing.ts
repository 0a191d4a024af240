import type { ClosingReason, StreamClosing } from '#contracts';
import { withJitter } from './jitter.js';

/** Nothing is gained by coming back at once: another stream of the same user is open. */
const LONG_RETRY_MS = 60_000;

/** What the client is told at the end, and when it may come back. */
export function describeClosing(
  reason: ClosingReason,
  retryMs: number,
): { closing: StreamClosing; retryMs: number } {
  const reconnect = reason !== 'end' && reason !== 'revoked';
  return { closing: { reason, reconnect }, retryMs: withJitter(chooseRetryMs(reason, retryMs)) };
}

function chooseRetryMs(reason: ClosingReason, retryMs: number): number {
  if (reason === 'replaced' || reason === 'limit') return LONG_RETRY_MS;
  // Everybody leaves at once, so they are spread wider.
  return reason === 'drain' ? retryMs * 2 : retryMs;
}

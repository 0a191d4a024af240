import type { ClosingReason, StreamClosing } from '#contracts';
import { withJitter } from './jitter.js';

/** The same user has other open streams, so an early return would only replace one of them. */
const LONG_RETRY_MS = 60_000;

/** Returns the data of the `stream.closing` frame, and the reconnection time with its jitter. */
export function describeClosing(
  reason: ClosingReason,
  retryMs: number,
): { closing: StreamClosing; retryMs: number } {
  const reconnect = reason !== 'end' && reason !== 'revoked';
  return { closing: { reason, reconnect }, retryMs: withJitter(chooseRetryMs(reason, retryMs)) };
}

function chooseRetryMs(reason: ClosingReason, retryMs: number): number {
  if (reason === 'replaced' || reason === 'limit') return LONG_RETRY_MS;
  // A drain disconnects all clients at once, so their returns are spread over a longer time.
  return reason === 'drain' ? retryMs * 2 : retryMs;
}

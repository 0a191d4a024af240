import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Writable } from 'node:stream';

/**
 * Resolves when what was written has left this process, or the connection is gone. SSE
 * has no backpressure of its own: without this a long replay would pile up in memory as
 * fast as the database delivers.
 *
 * @param limitMs how long a reader may take
 * @returns false when the reader took longer
 */
export async function drained(sink: Writable, limitMs: number): Promise<boolean> {
  const isWaiting = () => !sink.destroyed && sink.writableNeedDrain;
  await nextTurn();
  if (!isWaiting()) return true;
  const tooLong = AbortSignal.timeout(limitMs);
  while (isWaiting()) {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, tooLong]);
    await Promise.race([once(sink, 'drain', { signal }), once(sink, 'close', { signal })])
      // The loser is aborted, and says so.
      .catch(() => undefined);
    stop.abort();
    if (tooLong.aborted) return false;
    await nextTurn();
  }
  return true;
}

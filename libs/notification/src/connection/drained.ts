import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Writable } from 'node:stream';

/**
 * Resolves when what was written has left this process, or the connection is gone. SSE
 * has no backpressure of its own: without this a long replay would pile up in memory as
 * fast as the database delivers.
 */
export async function drained(sink: Writable): Promise<void> {
  await nextTurn();
  while (!sink.destroyed && sink.writableNeedDrain) {
    const stop = new AbortController();
    const { signal } = stop;
    await Promise.race([once(sink, 'drain', { signal }), once(sink, 'close', { signal })])
      // The loser is aborted, and says so.
      .catch(() => undefined);
    stop.abort();
    await nextTurn();
  }
}

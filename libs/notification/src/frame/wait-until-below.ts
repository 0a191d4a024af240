import { setImmediate as nextIteration } from 'node:timers/promises';
import type { FrameSink } from './frame-sink.js';

/**
 * The pause before a waiting sink looks at its pending bytes again. It doubles up to the longest
 * one, so that thousands of clients that do not read cost little.
 */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 320;

interface Bounds {
  /** Number of bytes that may wait. */
  maxBytes: number;
  /** How long the client may take no byte. */
  limitMs: number;
}

/**
 * Waits until few bytes of a sink wait for the client. This is the backpressure that SSE lacks:
 * without it the database would fill the memory with a long replay.
 *
 * It measures the bytes and does not only wait for `drain`. Node emits that event after the
 * high-water mark was reached, which differs between its versions (16 KB, 64 KB since Node 22):
 * for bytes below the mark the event never comes.
 *
 * @param waitForChange resolves when bytes may have left, and after so many milliseconds at the
 *   latest
 * @returns false when the client took no byte for longer than the limit
 */
export async function waitUntilBelow(
  sink: Pick<FrameSink, 'flush' | 'pendingBytes' | 'takenBytes'>,
  { maxBytes, limitMs }: Bounds,
  waitForChange: (limitMs: number) => Promise<void>,
): Promise<boolean> {
  sink.flush();
  await nextIteration();
  let taken = sink.takenBytes;
  let takenAt = performance.now();
  let pauseMs = FIRST_LOOK_MS;
  while (sink.pendingBytes > maxBytes) {
    await waitForChange(Math.min(pauseMs, limitMs));
    const now = performance.now();
    if (sink.takenBytes > taken) {
      takenAt = now;
      pauseMs = FIRST_LOOK_MS;
    } else if (now - takenAt >= limitMs) return false;
    else pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS);
    taken = sink.takenBytes;
  }
  return true;
}

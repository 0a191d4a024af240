import { parseCursor, type Cursor, type ResetReason } from '#contracts';

/** Where a stream ends, and where what is left of its history after a cursor begins. */
export interface StreamExtent {
  head: number;
  /** The first number after the cursor that is still there, or null when there is none. */
  firstAfter: number | null;
}

/** What becomes of a presented cursor. */
export type ResumeDecision =
  | { mode: 'fresh' }
  | { mode: 'resumed'; from: Cursor; head: number }
  | { mode: 'reset'; reason: ResetReason };

/** A cursor worth looking up: of this history, and past its beginning. */
export type ResumePoint = { decision: ResumeDecision } | { cursor: Cursor };

/**
 * What can be said of a cursor without the history. None, or one at the beginning, is a
 * fresh start; anything that isn't a cursor, or belongs to another history, is reset.
 */
export function parseResumePoint(presented: string | null, epoch: string): ResumePoint {
  if (presented === null || presented === '') return { decision: { mode: 'fresh' } };
  const cursor = parseCursor(presented);
  if (!cursor) return { decision: { mode: 'reset', reason: 'unknown_cursor' } };
  if (cursor.seq === 0) return { decision: { mode: 'fresh' } };
  if (cursor.epoch !== epoch) return { decision: { mode: 'reset', reason: 'foreign_epoch' } };
  return { cursor };
}

/**
 * Honours a cursor exactly or not at all: what follows it must still be there without a
 * hole, and be little enough to replay.
 *
 * @param limit most events that are replayed
 */
export function decideResume(cursor: Cursor, extent: StreamExtent, limit: number): ResumeDecision {
  const { head, firstAfter } = extent;
  if (cursor.seq > head) return { mode: 'reset', reason: 'cursor_ahead' };
  const missed = head - cursor.seq;
  if (missed > 0 && firstAfter !== cursor.seq + 1) {
    return { mode: 'reset', reason: 'history_trimmed' };
  }
  if (missed > limit) return { mode: 'reset', reason: 'gap_too_large' };
  return { mode: 'resumed', from: cursor, head };
}

import { parseCursor, type Cursor, type ResetReason } from '#contracts';

/** The end of a stream, and the beginning of what is left of its history after a cursor. */
export interface StreamExtent {
  /** The number of the last event. */
  head: number;
  /** The number of the first event after the cursor that is still stored, or null. */
  firstAfter: number | null;
}

/** The answer to a presented cursor. */
export type ResumeDecision =
  | { mode: 'fresh' }
  | { mode: 'resumed'; from: Cursor; head: number }
  | { mode: 'reset'; reason: ResetReason };

/** Either the decision, or a cursor of this history for which the history has to be read. */
export type ResumePoint = { decision: ResumeDecision } | { cursor: Cursor };

/**
 * Decides as far as possible without the history. A request without a cursor, or with one that
 * stands before the first event, starts fresh. A text that is not a cursor and a cursor of another
 * history are reset.
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
 * Resumes only if every event after the cursor is still stored and their number is within the
 * limit; otherwise the stream is reset.
 *
 * @param limit the most events that are replayed
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

/** One event of a stream, as it is stored and sent. */
export interface HistoryEvent {
  seq: number;
  id: string;
  type: string;
  /** The CloudEvent as JSON text, which the server does not parse on its way to a client. */
  json: string;
}

/**
 * Ends a page before the first gap. A stream has one only if the database's clock stepped back over
 * midnight: later numbers are in the partition of the earlier day then, which is dropped first. A
 * reader that goes on behind the page learns that its next event was dropped.
 */
export function cutAtGap(events: readonly HistoryEvent[]): HistoryEvent[] {
  const gap = events.findIndex(
    ({ seq }, index) => index > 0 && seq !== (events[index - 1]?.seq ?? 0) + 1,
  );
  return gap === -1 ? [...events] : events.slice(0, gap);
}

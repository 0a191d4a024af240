import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import type { HistoryTransaction } from '#outbox';

/** A stream that begins, and who reads it. */
export interface SnapshotRequest {
  stream: StreamId;
  requester: Requester;
}

export interface StreamSnapshot {
  /** What the reader may see of the present state. */
  data: unknown;
  /** Nothing will ever follow on this stream. */
  ended: boolean;
}

/** The state a stream tells of. Declared here, implemented over trip and matching by `apps/api`. */
export abstract class StreamSnapshots {
  /**
   * Those of many readers at once, through the given transaction only, so that each state
   * is exact as of its head (ADR 0004).
   *
   * @returns in the order of `requests`; an error for who may not read that stream
   */
  abstract read(
    tx: HistoryTransaction,
    requests: readonly SnapshotRequest[],
  ): Promise<(StreamSnapshot | Error)[]>;
}

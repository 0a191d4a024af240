import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import type { HistoryTransaction } from '#outbox';

/** A stream that needs a snapshot, and the requester who reads it. */
export interface SnapshotRequest {
  stream: StreamId;
  requester: Requester;
}

export interface StreamSnapshot {
  /** The current state, without the fields that the requester may not see. */
  data: unknown;
  /** True if the stream will never have another event. */
  ended: boolean;
}

/** Reads the state of streams. Declared here; `apps/api` implements it with trip and matching. */
export abstract class StreamSnapshots {
  /**
   * Reads the snapshots of many streams through the given transaction only, so that each state is
   * exact as of its head (ADR 0004).
   *
   * @returns one result for each request, in order: an error where the requester may not read it
   */
  abstract read(
    tx: HistoryTransaction,
    requests: readonly SnapshotRequest[],
  ): Promise<(StreamSnapshot | Error)[]>;
}

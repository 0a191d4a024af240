import type { Reader } from '#access';
import type { StreamId } from '#contracts';
import type { HistoryTransaction } from '#outbox';

export interface StreamSnapshot {
  /** What the reader may see of the present state. */
  data: unknown;
  /** Nothing will ever follow on this stream. */
  ended: boolean;
}

/** The state a stream tells of. Declared here, implemented over trip and matching by `apps/api`. */
export abstract class StreamSnapshots {
  /** Through the given transaction only, so that the state is exact as of its head (ADR 0004). */
  abstract read(tx: HistoryTransaction, stream: StreamId, reader: Reader): Promise<StreamSnapshot>;
}

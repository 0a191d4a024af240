import type { Observable } from 'rxjs';
import type { StreamId } from '#contracts';
import type { HistoryEvent } from '#outbox';
import type { ReplayOpening } from '../replay/replay-opener.js';
import type { StreamOpening } from '../connection/stream-opener.js';
import type { OpeningRequest } from '../connection/stream-request.js';

/** A request for the first events of a stream after a number. */
export interface PageRequest {
  /** The epoch of the cursor. Another history has other events under the same numbers. */
  epoch: string;
  stream: StreamId;
  after: number;
  /** The most events; a page may have fewer although more are stored. */
  limit: number;
}

/**
 * What went wrong with the live events. `hints_missed`: the streams have to be compared with the
 * history. `history_changed`: another history is current, to which the cursors do not belong.
 * `cut_off`: this process gets no live events for longer than a short outage lasts. After the last
 * two the clients have to come back.
 */
export type SourceBreak = 'hints_missed' | 'history_changed' | 'cut_off';

/**
 * The history as the streams need it. A process with the database reads it there
 * (`LocalStreamSource`); a gateway asks the processes of its shard (ADR 0042).
 */
export abstract class StreamSource {
  /** Emits when live events may be missing. */
  abstract readonly breaks$: Observable<SourceBreak>;

  /** The last epoch that was read, also while the database is away; null before the first read. */
  abstract readonly lastEpoch: string | null;

  /**
   * Decides how a stream begins, and reads what its first frames need. Live events that commit
   * afterwards reach the hub, if the stream was joined before the call.
   *
   * @throws DomainError NOT_FOUND, DATABASE_UNAVAILABLE
   */
  abstract open(request: OpeningRequest): Promise<StreamOpening>;

  /** @throws DomainError DATABASE_UNAVAILABLE */
  abstract openReplay(request: OpeningRequest): Promise<ReplayOpening>;

  /**
   * Reads the events after a number, in order and without a gap. The first one is not the next
   * number if the retention has deleted that event.
   *
   * @throws DomainError DATABASE_UNAVAILABLE, also when another history is current
   */
  abstract readPage(request: PageRequest): Promise<readonly HistoryEvent[]>;

  /**
   * Reads the heads of many streams. A stream without events is left out.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  abstract readHeads(streams: readonly StreamId[]): Promise<Map<StreamId, number>>;
}

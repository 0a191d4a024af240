import { streamId, type StreamId } from '#contracts';
import type { SearchQuery, TripSearchState } from '#matching';

/**
 * The most streams whose trips are looked up in one poll, so that its statement stays short when
 * thousands of clients come back at once. The others wait for the next polls.
 */
const MAX_LOOKUPS = 1000;

interface WatchedSearch {
  readonly riderId: string;
  /** The time of the last read; monotonic, in milliseconds. */
  readonly readAtMs: number;
}

type HasSubscribers = (stream: StreamId) => boolean;

/** The streams on which the search for a trip's driver is published. */
export const searchStreams = ({
  tripId,
  riderId,
}: Pick<TripSearchState, 'tripId' | 'riderId'>): StreamId[] => [
  streamId('trip', tripId),
  streamId('rider', riderId),
];

/**
 * The trips that search for a driver and of which a stream is open in this process, and the streams
 * whose trip is not known yet. Both are bounded by the number of these streams.
 */
export class WatchedSearches {
  private readonly searches = new Map<string, WatchedSearch>();
  private readonly unknown = new Set<StreamId>();

  /** @param hasSubscribers whether a stream is open in this process */
  constructor(private readonly hasSubscribers: HasSubscribers) {}

  /** Adds a stream to those whose trip the next polls look up. */
  lookUp(stream: StreamId): void {
    if (stream.startsWith('trip/') || stream.startsWith('rider/')) this.unknown.add(stream);
  }

  /** Records that a search was read now. */
  set({ tripId, riderId }: TripSearchState, nowMs: number): void {
    this.searches.set(tripId, { riderId, readAtMs: nowMs });
  }

  delete(tripId: string): void {
    this.searches.delete(tripId);
  }

  /**
   * Forgets what has no subscriber, and takes the searches that were read before `untilMs` and the
   * next streams to look up. The caller gives the query back by `giveBack` when it fails.
   *
   * @returns null when there is nothing to read
   */
  takeQuery(untilMs: number): SearchQuery | null {
    const tripIds = new Set<string>();
    const riderIds = new Set<string>();
    for (const [tripId, { riderId, readAtMs }] of this.searches) {
      if (!searchStreams({ tripId, riderId }).some(this.hasSubscribers)) this.delete(tripId);
      else if (readAtMs <= untilMs) tripIds.add(tripId);
    }
    let lookups = 0;
    for (const stream of this.unknown) {
      if (lookups === MAX_LOOKUPS) break;
      lookups += 1;
      this.unknown.delete(stream);
      const [kind, id = ''] = stream.split('/');
      // A rider's stream is a reader of the trip as well, so a trip is looked up in any case.
      if (kind === 'trip') tripIds.add(id);
      else if (this.hasSubscribers(stream)) riderIds.add(id);
    }
    if (tripIds.size + riderIds.size === 0) return null;
    return { tripIds: [...tripIds], riderIds: [...riderIds] };
  }

  giveBack({ tripIds, riderIds }: SearchQuery): void {
    for (const id of tripIds) if (!this.searches.has(id)) this.lookUp(streamId('trip', id));
    for (const id of riderIds) this.lookUp(streamId('rider', id));
  }
}

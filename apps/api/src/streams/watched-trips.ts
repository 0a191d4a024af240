import { streamId, type EphemeralData, type StreamId } from '#contracts';
import type { LocationQuery, SeenTrip } from '#matching';

/**
 * The most streams whose trips are looked up in one poll, so that its statement stays short when
 * thousands of clients come back at once. The others wait for the next polls.
 */
const MAX_LOOKUPS = 1000;

/** A trip with a driver, of which a stream is open in this process. */
export interface WatchedTrip extends SeenTrip {
  readonly riderId: string;
  /** The latest frame; null while the driver has reported no location. */
  readonly frame: EphemeralData<'driver.location'> | null;
  /** When the server wrote the location; by this process's monotonic clock, in milliseconds. */
  readonly receivedAtMs: number;
  /** Whether the frame differs from the one that was published last. */
  readonly isNew: boolean;
  /** The time of the last publication; monotonic, in milliseconds; −Infinity: none. */
  readonly publishedAtMs: number;
}

type HasSubscribers = (stream: StreamId) => boolean;

/** The streams on which the locations of a trip's driver are published. */
export const locationStreams = ({
  tripId,
  riderId,
}: Pick<WatchedTrip, 'tripId' | 'riderId'>): StreamId[] => [
  streamId('trip', tripId),
  streamId('rider', riderId),
];

/** Whether locations are published on this stream. A driver's own stream gets none. */
export const carriesLocations = (stream: StreamId): boolean =>
  stream.startsWith('trip/') || stream.startsWith('rider/');

/**
 * The trips of the streams that are open in this process, and the streams whose trip is not known
 * yet. Both are bounded by the number of these streams.
 */
export class WatchedTrips {
  private readonly trips = new Map<string, WatchedTrip>();
  private readonly unknown = new Set<StreamId>();

  /** @param hasSubscribers whether a stream is open in this process */
  constructor(private readonly hasSubscribers: HasSubscribers) {}

  get(tripId: string): WatchedTrip | undefined {
    return this.trips.get(tripId);
  }

  set(trip: WatchedTrip): void {
    this.trips.set(trip.tripId, trip);
  }

  delete(tripId: string): void {
    this.trips.delete(tripId);
  }

  list(): readonly WatchedTrip[] {
    return [...this.trips.values()];
  }

  /** Adds a stream to those whose trip the next polls look up. */
  lookUp(stream: StreamId): void {
    if (carriesLocations(stream)) this.unknown.add(stream);
  }

  /**
   * Forgets the trips and streams that have no subscriber, and takes the next streams to look up.
   * The caller gives those back by `lookUp` when the query fails.
   *
   * @returns null when there is nothing to read
   */
  takeQuery(): LocationQuery | null {
    for (const trip of this.trips.values()) {
      if (!locationStreams(trip).some(this.hasSubscribers)) this.trips.delete(trip.tripId);
    }
    const tripIds: string[] = [];
    const riderIds: string[] = [];
    for (const stream of this.unknown) {
      if (tripIds.length + riderIds.length === MAX_LOOKUPS) break;
      this.unknown.delete(stream);
      const [kind, id = ''] = stream.split('/');
      if (kind === 'rider' && this.hasSubscribers(stream)) riderIds.push(id);
      // A rider's stream is a reader of the trip as well, so a trip is looked up in any case.
      if (kind === 'trip' && !this.trips.has(id)) tripIds.push(id);
    }
    const seen = this.list();
    if (seen.length + tripIds.length + riderIds.length === 0) return null;
    return { seen, tripIds, riderIds };
  }
}

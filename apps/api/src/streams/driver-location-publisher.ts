import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { streamId, type EphemeralData } from '#contracts';
import { TravelEstimator } from '#geo';
import {
  LastKnownLocations,
  type LastKnownLocation,
  type LocationQuery,
  type TripWithoutDriver,
} from '#matching';
import { EphemeralFrames } from '#notification';
import { OnCommittedEvent, type CommittedEvent } from '#outbox';
import { RowIsolation } from '#platform';
import {
  STALE_SECONDS,
  describeLocation,
  estimateArrivalSeconds,
  roundToMilliseconds,
} from './describe-location.js';
import { OpenStreamPoll, tripIdOf } from './open-stream-poll.js';
import {
  WatchedTrips,
  carriesLocations,
  locationStreams,
  type WatchedTrip,
} from './watched-trips.js';

/**
 * Locations are written once a second and polled twice, so a client sees a new one after about a
 * second.
 */
const POLL_INTERVAL_MS = 500;
/** A stream gets at most one frame a second. The 10 ms less allow for a timer that fires early. */
const MIN_FRAME_INTERVAL_MS = 990;
/**
 * An unchanged location is repeated with the first poll after this time, so about every five
 * seconds.
 */
const REPEAT_INTERVAL_MS = 4_500;

/** A location of which a frame can be made. */
type Located = LastKnownLocation & {
  lat: number;
  lng: number;
  recordedAt: Date;
  ageSeconds: number;
};

/**
 * Publishes the locations of drivers on a trip to the streams of trip and rider. A poll is one
 * statement about the trips whose streams are open in this process. It returns those that have
 * changed, also by a report to another process; without such a stream there is no statement
 * (ADR 0022). The last location is repeated every few seconds, for clients that have just
 * connected and for drivers who send no reports; the client sees its age by `recordedAt`.
 */
@Injectable()
export class DriverLocationPublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly openStreams: OpenStreamPoll;
  private readonly watched: WatchedTrips;
  /** The trips whose driver has left since the present poll began. */
  private readonly leftTrips = new Set<string>();

  constructor(
    private readonly lastKnown: LastKnownLocations,
    private readonly estimator: TravelEstimator,
    private readonly frames: EphemeralFrames,
    private readonly rows: RowIsolation,
  ) {
    this.watched = new WatchedTrips((stream) => frames.hasSubscribers(stream));
    this.openStreams = new OpenStreamPoll(frames, {
      name: 'driver.location',
      intervalMs: POLL_INTERVAL_MS,
      lookUp: (stream) => {
        this.watched.lookUp(stream);
      },
      poll: () => this.poll(),
    });
  }

  onApplicationBootstrap(): void {
    this.openStreams.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.openStreams.stop();
  }

  /** A trip that is read here has got a driver, so the next poll reads it. */
  @OnCommittedEvent('trip.driver_assigned', 'trip.driver_arrived')
  onDriverTarget({ subject, deliveries }: CommittedEvent): void {
    const isRead = deliveries.some(
      ({ stream }) => carriesLocations(stream) && this.frames.hasSubscribers(stream),
    );
    if (isRead) this.watched.lookUp(streamId('trip', tripIdOf(subject)));
  }

  /**
   * A poll under way may have read this trip's location before the driver left. It must not be
   * published.
   */
  @OnCommittedEvent('trip.redispatching', 'trip.completed', 'trip.cancelled')
  onDriverLeft({ subject }: CommittedEvent): void {
    const tripId = tripIdOf(subject);
    this.watched.delete(tripId);
    this.leftTrips.add(tripId);
  }

  private async poll(): Promise<void> {
    // The query can't return trips whose driver left before it begins.
    this.leftTrips.clear();
    const query = this.watched.takeQuery();
    if (!query) return;
    this.rows.map('driver.location', await this.read(query), (row) => {
      this.update(row);
    });
    for (const trip of this.watched.list()) this.publishIfDue(trip);
  }

  private async read(query: LocationQuery): Promise<(LastKnownLocation | TripWithoutDriver)[]> {
    try {
      return await this.lastKnown.readChanged(query);
    } catch (error) {
      for (const id of query.tripIds) this.watched.lookUp(streamId('trip', id));
      for (const id of query.riderIds) this.watched.lookUp(streamId('rider', id));
      throw error;
    }
  }

  private update(row: LastKnownLocation | TripWithoutDriver): void {
    const { tripId } = row;
    if (row.status === null) this.watched.delete(tripId);
    if (row.status === null || this.leftTrips.has(tripId)) return;
    const known = this.watched.get(tripId);
    const { riderId, driverId, status, writtenAt } = row;
    // A rider's stream leads to a trip that may be known by its own.
    if (known && isSame(known, row)) return;
    this.watched.set({
      tripId,
      riderId,
      driverId,
      status,
      writtenAt,
      frame: isLocated(row) ? this.describe(row, known) : null,
      receivedAtMs: performance.now() - (row.ageSeconds ?? 0) * 1000,
      isNew: true,
      publishedAtMs: known?.publishedAtMs ?? -Infinity,
    });
  }

  private publishIfDue(trip: WatchedTrip): void {
    if (!trip.frame) return;
    const atMs = performance.now();
    // The frame that withdraws the time of arrival is not left to the next repetition.
    const staleAtMs = trip.receivedAtMs + STALE_SECONDS * 1000;
    const isNowStale = atMs > staleAtMs && trip.publishedAtMs <= staleAtMs;
    const isUrgent = trip.isNew || isNowStale;
    const intervalMs = isUrgent ? MIN_FRAME_INTERVAL_MS : REPEAT_INTERVAL_MS;
    if (atMs - trip.publishedAtMs < intervalMs) return;
    const streams = locationStreams(trip).filter((stream) => this.frames.hasSubscribers(stream));
    if (streams.length === 0) return;
    this.watched.set({ ...trip, isNew: false, publishedAtMs: atMs });
    const ageSeconds = roundToMilliseconds((atMs - trip.receivedAtMs) / 1000);
    const etaSeconds = ageSeconds > STALE_SECONDS ? null : trip.frame.etaSeconds;
    this.frames.publish(streams, 'driver.location', { ...trip.frame, etaSeconds, ageSeconds });
  }

  private describe(location: Located, known?: WatchedTrip): EphemeralData<'driver.location'> {
    const { tripId, ageSeconds } = location;
    const etaSeconds = this.estimateArrival(location, known);
    // The age is that of each publication, and with it whether the estimate is still shown.
    return { ...describeLocation({ tripId, location, etaSeconds, ageSeconds }), etaSeconds };
  }

  /** A car that stands still has the travel time that it had, while its target is the same. */
  private estimateArrival(location: Located, known?: WatchedTrip): number | null {
    const { lat, lng, status } = location;
    const last = known?.frame;
    const hasMoved = last?.position.lat !== lat || last.position.lng !== lng;
    if (last && !hasMoved && known.status === status) return last.etaSeconds;
    const way = { ...location, id: location.tripId };
    return estimateArrivalSeconds(this.estimator, { lat, lng }, way);
  }
}

const isLocated = (row: LastKnownLocation): row is Located => row.lat !== null;

const isSame = (known: WatchedTrip, { driverId, status, writtenAt }: LastKnownLocation): boolean =>
  known.driverId === driverId &&
  known.status === status &&
  known.writtenAt?.getTime() === writtenAt?.getTime();

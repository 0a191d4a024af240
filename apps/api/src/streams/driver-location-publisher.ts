import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { streamId, type EphemeralData } from '#contracts';
import { TravelEstimator } from '#geo';
import { LastKnownLocations, type LastKnownLocation } from '#matching';
import { EphemeralFrames } from '#notification';
import { OnCommittedEvent, type CommittedEvent } from '#outbox';
import { RowIsolation } from '#platform';
import { PeriodicTask } from './periodic-task.js';

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
/**
 * Every tenth poll reads all trips instead of only those whose driver has reported a location
 * lately.
 */
const POLLS_PER_FULL_POLL = 10;
/**
 * The seconds that a poll looks back, because a batch may commit some time after its `written_at`.
 */
const LOOK_BACK_SECONDS = 3;

/** The location of a trip that was published last. */
interface PublishedLocation {
  atMs: number;
  writtenAtMs: number;
  status: string;
}

/**
 * Publishes the locations of drivers on a trip to the streams of trip and rider. One query a poll
 * reads the locations of all trips, also those reported to another process, and frames are made
 * for the streams that have a subscriber in this process. The last location is repeated every few
 * seconds, for clients that have just connected and for drivers who send no reports; the client
 * sees its age by `recordedAt`.
 */
@Injectable()
export class DriverLocationPublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task = new PeriodicTask('driver.location', () => this.poll());
  /** By trip, the location published last. The number of trips under way bounds the map. */
  private readonly published = new Map<string, PublishedLocation>();
  /** The trips whose driver has left since the present poll began. */
  private readonly leftTrips = new Set<string>();
  private pollCount = 0;
  private readerCount = 0;
  private fullPollDue = true;

  constructor(
    private readonly lastKnown: LastKnownLocations,
    private readonly estimator: TravelEstimator,
    private readonly frames: EphemeralFrames,
    private readonly rows: RowIsolation,
  ) {}

  onApplicationBootstrap(): void {
    this.task.start(POLL_INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  /**
   * The driver's target has changed, so the next poll also reads locations that were reported
   * before.
   */
  @OnCommittedEvent('trip.driver_assigned', 'trip.driver_arrived')
  onDriverTarget(): void {
    this.fullPollDue = true;
  }

  /**
   * A poll under way may have read this trip's location before the driver left. It must not be
   * published.
   */
  @OnCommittedEvent('trip.redispatching', 'trip.completed', 'trip.cancelled')
  onDriverLeft({ subject }: CommittedEvent): void {
    this.leftTrips.add(subject);
  }

  private async poll(): Promise<void> {
    // The query can't return trips whose driver left before it begins.
    this.leftTrips.clear();
    if (this.frames.subscribedStreamCount === 0) return;
    const isFull = this.beginPoll();
    const found = await this.lastKnown.read(isFull ? null : LOOK_BACK_SECONDS);
    this.rows.map('driver.location', found, (location) => {
      this.publish(location);
    });
    if (isFull) this.forgetOthers(found);
  }

  /** @returns whether this poll reads all trips */
  private beginPoll(): boolean {
    const { subscribedStreamCount } = this.frames;
    this.pollCount += 1;
    const isFull =
      this.fullPollDue ||
      subscribedStreamCount > this.readerCount ||
      this.pollCount % POLLS_PER_FULL_POLL === 0;
    this.readerCount = subscribedStreamCount;
    this.fullPollDue = false;
    return isFull;
  }

  private publish(location: LastKnownLocation): void {
    const { tripId, riderId, status, writtenAt } = location;
    const trip = streamId('trip', tripId);
    const streams = [trip, streamId('rider', riderId)].filter((stream) =>
      this.frames.hasSubscribers(stream),
    );
    if (streams.length === 0 || this.leftTrips.has(trip) || !this.isDue(location)) return;
    const atMs = performance.now();
    this.published.set(tripId, { atMs, writtenAtMs: writtenAt.getTime(), status });
    this.frames.publish(streams, 'driver.location', this.describe(location));
  }

  private isDue({ tripId, status, writtenAt }: LastKnownLocation): boolean {
    const last = this.published.get(tripId);
    if (!last) return true;
    const elapsedMs = performance.now() - last.atMs;
    if (elapsedMs < MIN_FRAME_INTERVAL_MS) return false;
    const isNew = last.writtenAtMs !== writtenAt.getTime() || last.status !== status;
    return isNew || elapsedMs >= REPEAT_INTERVAL_MS;
  }

  private describe(location: LastKnownLocation): EphemeralData<'driver.location'> {
    const { tripId, lat, lng, headingDegrees, recordedAt } = location;
    const position = { lat, lng };
    const target = location.status === 'driver_assigned' ? location.pickup : location.dropoff;
    const { durationSeconds } = this.estimator.estimate(position, target);
    const etaSeconds = Number.isFinite(durationSeconds) ? Math.round(durationSeconds) : null;
    return { tripId, position, headingDegrees, recordedAt: recordedAt.toISOString(), etaSeconds };
  }

  private forgetOthers(found: readonly LastKnownLocation[]): void {
    const present = new Set(found.map(({ tripId }) => tripId));
    for (const tripId of this.published.keys()) {
      if (!present.has(tripId)) this.published.delete(tripId);
    }
  }
}

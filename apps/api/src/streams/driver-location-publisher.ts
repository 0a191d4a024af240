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
import { PeriodicTask } from './periodic-task.js';

/** Twice a second: with the batches of a second, a position is seen within about one. */
const POLL_INTERVAL_MS = 500;
/** A stream gets one frame a second at most; less what a timer may be early. */
const MIN_FRAME_INTERVAL_MS = 990;
/** A position that stays the same is sent again after so long; less what a timer may be early. */
const REPEAT_INTERVAL_MS = 4_500;
/** Every so many looks all trips are read, not only those whose driver has moved. */
const POLLS_PER_FULL_POLL = 10;
/** Seconds that a look goes back: a batch may commit a while after it was dated. */
const LOOK_BACK_SECONDS = 3;

/** What was sent of a trip last. */
interface PublishedLocation {
  atMs: number;
  writtenAtMs: number;
  status: string;
}

/**
 * Tells riders where their driver is: one query a look for all trips of the city, whichever
 * process the position was posted to, and frames for the streams that somebody reads here.
 * Who has just come, or whose driver says nothing, gets the last position again after a few
 * seconds; its `recordedAt` tells how old it is.
 */
@Injectable()
export class DriverLocationPublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task = new PeriodicTask('driver.location', () => this.poll());
  /** Bounded by the trips under way. */
  private readonly published = new Map<string, PublishedLocation>();
  /** Trips that their driver has left since the look under way began. */
  private readonly leftTrips = new Set<string>();
  private pollCount = 0;
  private readerCount = 0;
  private fullPollDue = true;

  constructor(
    private readonly lastKnown: LastKnownLocations,
    private readonly estimator: TravelEstimator,
    private readonly frames: EphemeralFrames,
  ) {}

  onApplicationBootstrap(): void {
    this.task.start(POLL_INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  /** Where the driver was before counts from now on, too. */
  @OnCommittedEvent('trip.driver_assigned', 'trip.driver_arrived')
  onDriverTarget(): void {
    this.fullPollDue = true;
  }

  /** What a look under way has read of this trip is no longer true: it must not be shown. */
  @OnCommittedEvent('trip.redispatching', 'trip.completed', 'trip.cancelled')
  onDriverLeft({ subject }: CommittedEvent): void {
    this.leftTrips.add(subject);
  }

  private async poll(): Promise<void> {
    // Who has left before the query begins isn't in its answer.
    this.leftTrips.clear();
    if (this.frames.subscribedStreamCount === 0) return;
    const isFull = this.beginPoll();
    const found = await this.lastKnown.read(isFull ? null : LOOK_BACK_SECONDS);
    for (const sighting of found) this.publish(sighting);
    if (isFull) this.forgetOthers(found);
  }

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

  private publish(sighting: LastKnownLocation): void {
    const { tripId, riderId, status, writtenAt } = sighting;
    const trip = streamId('trip', tripId);
    const read = [trip, streamId('rider', riderId)].filter((stream) =>
      this.frames.hasSubscribers(stream),
    );
    if (read.length === 0 || this.leftTrips.has(trip) || !this.isDue(sighting)) return;
    const atMs = performance.now();
    this.published.set(tripId, { atMs, writtenAtMs: writtenAt.getTime(), status });
    this.frames.publish(read, 'driver.location', this.describe(sighting));
  }

  private isDue({ tripId, status, writtenAt }: LastKnownLocation): boolean {
    const last = this.published.get(tripId);
    if (!last) return true;
    const elapsedMs = performance.now() - last.atMs;
    if (elapsedMs < MIN_FRAME_INTERVAL_MS) return false;
    const isNew = last.writtenAtMs !== writtenAt.getTime() || last.status !== status;
    return isNew || elapsedMs >= REPEAT_INTERVAL_MS;
  }

  private describe(sighting: LastKnownLocation): EphemeralData<'driver.location'> {
    const { tripId, lat, lng, headingDegrees, recordedAt } = sighting;
    const position = { lat, lng };
    const target = sighting.status === 'driver_assigned' ? sighting.pickup : sighting.dropoff;
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

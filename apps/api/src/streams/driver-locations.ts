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
import { Ticker } from './ticker.js';

/** Twice a second: with the batches of a second, a position is seen within about one. */
const LOOK_EVERY_MS = 500;
/** A stream gets one frame a second at most; less what a timer may be early. */
const FRAME_EVERY_MS = 990;
/** A position that stays the same is sent again after so long; less what a timer may be early. */
const REPEAT_EVERY_MS = 4_500;
/** Every so many looks all trips are read, not only those whose driver has moved. */
const LOOKS_PER_FULL_LOOK = 10;
/** Seconds that a look goes back: a batch may commit a while after it was dated. */
const LOOK_BACK_SECONDS = 3;

/** What was sent of a trip last. */
interface Shown {
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
export class DriverLocations implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ticker = new Ticker('driver.location', () => this.look());
  /** Bounded by the trips under way. */
  private readonly shown = new Map<string, Shown>();
  /** Trips that their driver has left since the look under way began. */
  private readonly left = new Set<string>();
  private looks = 0;
  private readers = 0;
  private fullLookDue = true;

  constructor(
    private readonly sightings: LastKnownLocations,
    private readonly estimator: TravelEstimator,
    private readonly frames: EphemeralFrames,
  ) {}

  onApplicationBootstrap(): void {
    this.ticker.start(LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.ticker.stop();
  }

  /** Where the driver was before counts from now on, too. */
  @OnCommittedEvent('trip.driver_assigned', 'trip.driver_arrived')
  onNews(): void {
    this.fullLookDue = true;
  }

  /** What a look under way has read of this trip is no longer true: it must not be shown. */
  @OnCommittedEvent('trip.redispatching', 'trip.completed', 'trip.cancelled')
  onDriverLeft({ subject }: CommittedEvent): void {
    this.left.add(subject);
  }

  private async look(): Promise<void> {
    // Who has left before the query begins isn't in its answer.
    this.left.clear();
    if (this.frames.subscribedStreamCount === 0) return;
    const isFull = this.isFullLook();
    const found = await this.sightings.read(isFull ? null : LOOK_BACK_SECONDS);
    for (const sighting of found) this.show(sighting);
    if (isFull) this.forgetAllBut(found);
  }

  private isFullLook(): boolean {
    const { subscribedStreamCount } = this.frames;
    this.looks += 1;
    const isFull =
      this.fullLookDue ||
      subscribedStreamCount > this.readers ||
      this.looks % LOOKS_PER_FULL_LOOK === 0;
    this.readers = subscribedStreamCount;
    this.fullLookDue = false;
    return isFull;
  }

  private show(sighting: LastKnownLocation): void {
    const { tripId, riderId, status, writtenAt } = sighting;
    const trip = streamId('trip', tripId);
    const read = [trip, streamId('rider', riderId)].filter((stream) =>
      this.frames.hasSubscribers(stream),
    );
    if (read.length === 0 || this.left.has(trip) || !this.isDue(sighting)) return;
    const atMs = performance.now();
    this.shown.set(tripId, { atMs, writtenAtMs: writtenAt.getTime(), status });
    this.frames.publish(read, 'driver.location', this.describe(sighting));
  }

  private isDue({ tripId, status, writtenAt }: LastKnownLocation): boolean {
    const last = this.shown.get(tripId);
    if (!last) return true;
    const elapsedMs = performance.now() - last.atMs;
    if (elapsedMs < FRAME_EVERY_MS) return false;
    const isNew = last.writtenAtMs !== writtenAt.getTime() || last.status !== status;
    return isNew || elapsedMs >= REPEAT_EVERY_MS;
  }

  private describe(sighting: LastKnownLocation): EphemeralData<'driver.location'> {
    const { tripId, lat, lng, headingDegrees, recordedAt } = sighting;
    const position = { lat, lng };
    const target = sighting.status === 'driver_assigned' ? sighting.pickup : sighting.dropoff;
    const { durationSeconds } = this.estimator.between(position, target);
    const etaSeconds = Number.isFinite(durationSeconds) ? Math.round(durationSeconds) : null;
    return { tripId, position, headingDegrees, recordedAt: recordedAt.toISOString(), etaSeconds };
  }

  private forgetAllBut(found: readonly LastKnownLocation[]): void {
    const present = new Set(found.map(({ tripId }) => tripId));
    for (const tripId of this.shown.keys()) {
      if (!present.has(tripId)) this.shown.delete(tripId);
    }
  }
}

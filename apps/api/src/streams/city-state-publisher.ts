import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OPS_STREAM, type EphemeralData } from '#contracts';
import { FleetRepository, type SilentTrip } from '#matching';
import { EphemeralFrames } from '#notification';
import { OutboxTail } from '#outbox';
import { PeriodicTask, RowIsolation } from '#platform';
import { describeCityDriver } from '../operations/city-fleet.js';
import { CityCounter } from '../operations/city-counts.js';

const INTERVAL_MS = 1000;
/**
 * A driver takes 235 bytes at most, so a frame stays below the buffer limit of a subscriber (256 KB).
 */
export const MAX_DRIVERS = 1000;
/** Operators deal with the longest silence first, so the rest may wait. */
export const MAX_SILENT_TRIPS = 100;

type CityState = EphemeralData<'city.state'>;

/** Publishes the state of the city once a second, while the ops stream has a subscriber. */
@Injectable()
export class CityStatePublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task = new PeriodicTask('city.state', () => this.publish());

  constructor(
    private readonly counter: CityCounter,
    private readonly fleet: FleetRepository,
    private readonly tail: OutboxTail,
    private readonly frames: EphemeralFrames,
    private readonly rows: RowIsolation,
  ) {}

  onApplicationBootstrap(): void {
    this.task.start(INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  private async publish(): Promise<void> {
    if (!this.frames.hasSubscribers(OPS_STREAM)) return;
    const { trips, offers } = await this.counter.countUnderWay();
    const { drivers, omitted, online } = await this.fleet.read(MAX_DRIVERS);
    const silentTrips = await this.fleet.readSilentTrips(MAX_SILENT_TRIPS);
    this.frames.publish([OPS_STREAM], 'city.state', {
      trips,
      offers,
      availability: online === 0 ? {} : { online },
      drivers: this.rows.map('city.state', drivers, describeCityDriver),
      silentTrips: this.rows.map('city.state', silentTrips, describeSilentTrip),
      driversOmitted: omitted,
      connections: await this.frames.countOpenStreams(),
      outboxLagSeconds: this.tail.behindSeconds,
      serverTime: new Date().toISOString(),
    });
  }
}

const describeSilentTrip = (trip: SilentTrip): CityState['silentTrips'][number] => ({
  ...trip,
  driverSilentSince: trip.driverSilentSince.toISOString(),
  driverLostAt: trip.driverLostAt?.toISOString() ?? null,
});

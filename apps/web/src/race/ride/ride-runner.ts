import { abortableDelay, hasEnded, type TripstreamApi } from '#client';
import type { Session, Trip } from '#contracts';
import type { SampleRide } from '../../side-by-side/sample-ride.js';

/** Fast enough for a ride with all its steps in about a quarter of a minute. */
const SCRIPT = { speedFactor: 20, boardingSeconds: 1.5 };
const LIFETIME_SECONDS = 240;
const CHECK_MS = 1_000;
/** A ride that has not ended after so many checks has no driver, and is cancelled. */
const MOST_CHECKS = 180;

export interface RiderOfRide {
  api: TripstreamApi;
  session: Session;
}

/** Takes rides of one rider, each with a scripted driver of its own (docs/sandbox.md). */
export class RideRunner {
  constructor(
    private readonly rider: RiderOfRide,
    private readonly ride: SampleRide,
  ) {}

  /**
   * Asks for a ride whose driver waits already.
   *
   * @throws {ApiProblem} 404 where the server has no sandbox, 409 `SANDBOX_FULL`
   */
  async request(driverName: string): Promise<RunningRide> {
    const { api, session } = this.rider;
    const driver = await api.createSandboxDriver({
      name: driverName,
      riderId: session.user.id,
      trip: SCRIPT,
      lifetimeSeconds: LIFETIME_SECONDS,
    });
    const trip = await api.requestTrip(this.ride);
    return new RunningRide(api, trip, driver.id);
  }
}

/** A ride that was requested. */
export class RunningRide {
  constructor(
    private readonly api: TripstreamApi,
    private readonly trip: Trip,
    private readonly driverId: string,
  ) {}

  /** Waits for the end of the ride, and removes its driver. The phones see none of these requests. */
  async untilEnded(signal: AbortSignal): Promise<void> {
    for (let check = 0; check < MOST_CHECKS; check++) {
      await abortableDelay(CHECK_MS, signal);
      if (signal.aborted) return;
      const trip = await this.api.trip(this.trip.id);
      if (hasEnded(trip)) return this.api.removeSandboxDriver(this.driverId);
    }
    await this.api.cancelTrip(this.trip.id, 'The ride of the race has taken too long.');
  }
}

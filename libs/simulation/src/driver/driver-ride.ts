import type { Trip } from '#contracts';
import { ApiProblem, type TripstreamApi } from '#client';
import type { SeededRandom } from '../random/seeded-random.js';
import type { Motion } from './motion.js';
import type { World } from '../city/world.js';

export interface DriverRideOptions {
  world: World;
  api: TripstreamApi;
  motion: Motion;
  random: SeededRandom;
  trip: Trip;
  /** Aborts when the trip no longer belongs to this driver, or the city stops. */
  revoked: AbortSignal;
}

/** Simulated seconds between the arrival and the PIN. */
const BOARDING = { from: 10, to: 30 };
const RATES_A_RIDER = 0.5;
/** Codes of a command that came after the rider's cancellation or a time-out of the server. */
const OVERTAKEN_CODES: readonly string[] = [
  'TRIP_TRANSITION_NOT_ALLOWED',
  'TRIP_NOT_FOUND',
  'HTTP_404',
];

/** The drive of one accepted trip, from the acceptance to the end. */
export class DriverRide {
  constructor(private readonly options: DriverRideOptions) {}

  /** Resolves when the driver is free again, whether the trip was completed or cancelled. */
  async drive(): Promise<void> {
    try {
      await this.driveOnce();
    } catch (error) {
      const { revoked } = this.options;
      const overtaken = error instanceof ApiProblem && isOvertaken(error);
      if (!overtaken && !revoked.aborted) throw error;
    }
  }

  private async driveOnce(): Promise<void> {
    const { api, motion, trip, revoked, random, world } = this.options;
    const givesUp = random.chance(world.behaviour.driverCancelRate);
    const boarding = random.between(BOARDING.from, BOARDING.to);
    const rates = random.chance(RATES_A_RIDER);
    if (givesUp) return this.giveBack(random.between(0, 60));
    if (!(await motion.drive(trip.pickup, revoked))) return;
    // The last report may be a second old, which is far at a high speed of the clock.
    await api.arrive(trip.id, motion.location.position);
    await world.clock.delay(boarding, revoked);
    if (!(await this.start())) return;
    if (!(await motion.drive(trip.dropoff, world.stop))) return;
    await api.complete(trip.id);
    if (rates) await api.rateTrip(trip.id, { stars: random.pick([5, 5, 4, 3]) });
  }

  /**
   * Starts the trip with the PIN that the rider shows. A rider who lost the stream may still show
   * the PIN for the driver before, and then shows the new one.
   *
   * @returns false when the trip was revoked before
   */
  private async start(): Promise<boolean> {
    const { api, trip, revoked, world } = this.options;
    let refused: string | undefined;
    for (;;) {
      const pin = await world.pins.waitForPin(trip.id, revoked, refused);
      if (pin === undefined || revoked.aborted) return false;
      try {
        await api.start(trip.id, pin);
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'PIN_INCORRECT') throw error;
        refused = pin;
      }
    }
  }

  /** Cancels the trip on the way to the pickup, so that another driver is found. */
  private async giveBack(afterSeconds: number): Promise<void> {
    const { api, motion, trip, revoked, world } = this.options;
    const broken = new AbortController();
    const stop = AbortSignal.any([revoked, broken.signal]);
    void world.clock.delay(afterSeconds, revoked).then(() => {
      broken.abort();
    });
    await motion.drive(trip.pickup, stop);
    if (!revoked.aborted) await api.cancelTrip(trip.id, 'Flat tyre');
  }
}

const isOvertaken = ({ status, code }: ApiProblem): boolean =>
  OVERTAKEN_CODES.includes(code) || status === 404;

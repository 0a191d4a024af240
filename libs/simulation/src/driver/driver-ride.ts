import type { Position, StepOverride, Trip } from '#contracts';
import { ApiProblem, type TripstreamApi } from '#client';
import type { Motion } from '#driving';
import type { SeededRandom } from '../random/seeded-random.js';
import type { World } from '../city/world.js';

/** The status of the trip in which a driver vanishes. */
export type VanishingPoint = 'driver_assigned' | 'driver_arrived' | 'in_progress';

export interface DriverRideOptions {
  world: World;
  api: TripstreamApi;
  motion: Motion;
  random: SeededRandom;
  trip: Trip;
  /** Where in the trip the driver vanishes for ever; undefined: not at all. */
  vanishesAt: VanishingPoint | undefined;
  /** Aborts when the trip no longer belongs to this driver, or the city stops. */
  revoked: AbortSignal;
}

/** Simulated seconds between the arrival and the PIN. */
const BOARDING = { from: 10, to: 30 };
const RATES_A_RIDER = 0.5;
/** Why a driver takes a step far from its place. */
const OFF_THE_ROAD = 'The place is off the road';
/** Codes of a command that came after the rider's cancellation or a time-out of the server. */
const OVERTAKEN_CODES: readonly string[] = [
  'TRIP_TRANSITION_NOT_ALLOWED',
  'TRIP_NOT_FOUND',
  'STOP_OUT_OF_ORDER',
  'HTTP_404',
];

/** The drive of one accepted trip, from the acceptance to the end. */
export class DriverRide {
  constructor(private readonly options: DriverRideOptions) {}

  /**
   * Resolves when the driver is free again, whether the trip was completed or cancelled.
   *
   * @returns whether the driver has vanished
   */
  async drive(): Promise<boolean> {
    try {
      return await this.driveOnce();
    } catch (error) {
      const { revoked } = this.options;
      const overtaken = error instanceof ApiProblem && isOvertaken(error);
      if (!overtaken && !revoked.aborted) throw error;
      return false;
    }
  }

  private async driveOnce(): Promise<boolean> {
    const { revoked, random, world, vanishesAt } = this.options;
    const givesUp = random.chance(world.behaviour.driverCancelRate);
    const boarding = random.between(BOARDING.from, BOARDING.to);
    const rates = random.chance(RATES_A_RIDER);
    if (vanishesAt === 'driver_assigned') return true;
    if (givesUp) {
      await this.giveBack(random.between(0, 60));
      return false;
    }
    if (!(await this.arrive())) return false;
    if (vanishesAt === 'driver_arrived') return true;
    await world.clock.delay(boarding, revoked);
    if (!(await this.start())) return false;
    if (vanishesAt === 'in_progress') return true;
    await this.dropOff(rates);
    return false;
  }

  /**
   * Drives to the pickup of a shared trip and takes the rider in.
   *
   * @param isThere whether the arrival was reported before
   * @returns false when the stop was revoked before
   */
  async pickUp(isThere: boolean): Promise<boolean> {
    const { random, revoked, world } = this.options;
    if (!isThere && !(await this.arrive())) return false;
    await world.clock.delay(random.between(BOARDING.from, BOARDING.to), revoked);
    return this.start();
  }

  /**
   * Drives to the drop-off and completes the trip. An operator may end the ride meanwhile.
   *
   * @returns false when the stop was revoked before
   */
  async dropOff(rates = this.options.random.chance(RATES_A_RIDER)): Promise<boolean> {
    const { api, motion, trip, revoked, random } = this.options;
    if (!(await motion.drive(trip.dropoff, revoked))) return false;
    await this.reportStep((...step) => api.complete(trip.id, ...step));
    if (rates) await api.rateTrip(trip.id, { stars: random.pick([5, 5, 4, 3]) });
    return true;
  }

  private async arrive(): Promise<boolean> {
    const { api, motion, trip, revoked } = this.options;
    if (!(await motion.drive(trip.pickup, revoked))) return false;
    await this.reportStep((...step) => api.arrive(trip.id, ...step));
    return true;
  }

  /**
   * Reports a step from the junction nearest to its place. The position goes with it, because the
   * last report may be a second old, which is far at a high speed of the clock. A place may be
   * farther from the junction than the server expects; the driver says so.
   */
  private async reportStep(
    step: (position: Position, override?: StepOverride) => Promise<Trip>,
  ): Promise<void> {
    const { position } = this.options.motion.location;
    try {
      await step(position);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'DRIVER_TOO_FAR') throw error;
      await step(position, { reason: OFF_THE_ROAD });
    }
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
      const patience = AbortSignal.timeout(world.noShowMs);
      const waited = AbortSignal.any([revoked, patience]);
      const pin = await world.pins.waitForPin(trip.id, waited, refused);
      if (revoked.aborted) return false;
      if (pin === undefined) {
        if (await this.reportNoShow()) return false;
        continue;
      }
      try {
        await api.start(trip.id, pin);
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'PIN_INCORRECT') throw error;
        refused = pin;
      }
    }
  }

  /** @returns false when it is too early by the server's clock, so the driver waits once more */
  private async reportNoShow(): Promise<boolean> {
    const { api, trip, motion } = this.options;
    try {
      await api.noShow(trip.id, motion.location.position);
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'NO_SHOW_TOO_EARLY') return false;
      throw error;
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

/** Whether a command came after another change of the trip. */
export const isOvertaken = ({ status, code }: ApiProblem): boolean =>
  OVERTAKEN_CODES.includes(code) || status === 404;

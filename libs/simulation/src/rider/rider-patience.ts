import type { TripStatus } from '#contracts';
import { ApiProblem } from '#client';
import type { SeededRandom } from '../random/seeded-random.js';
import { aborted } from '../time/aborted.js';
import type { World } from '../city/world.js';

export interface RiderPatienceOptions {
  world: World;
  random: SeededRandom;
  /** What the rider's phone shows. */
  status: () => TripStatus | undefined;
  cancel: (reason: string) => Promise<unknown>;
}

/** A request is lost if nobody picks the rider up within this, simulated seconds. */
export const PATIENCE_SECONDS = 600;
/** Why riders without a car go home when the time is up; the report counts them apart. */
export const CLOSING_REASON = 'No car before closing time';
/** When somebody changes their mind, simulated seconds after the request. */
const CHANGE_OF_PLANS = { from: 20, to: 300 };
const BEFORE_PICKUP: readonly TripStatus[] = ['matching', 'driver_assigned'];
const BEFORE_ASSIGNMENT: readonly TripStatus[] = ['matching'];

/** The three ways in which a rider gives up a trip that hasn't begun. */
export class RiderPatience {
  constructor(private readonly options: RiderPatienceOptions) {}

  /** From the request on, until the trip has ended. */
  watch(ended: AbortSignal): void {
    const { world, random } = this.options;
    const secondThoughts = random.between(CHANGE_OF_PLANS.from, CHANGE_OF_PLANS.to);
    const wavers = random.chance(world.behaviour.riderCancelRate);
    const patience = world.clock.delay(PATIENCE_SECONDS, ended);
    void patience.then(() => this.giveUp('Waited too long', BEFORE_ASSIGNMENT));
    if (wavers) {
      const doubt = world.clock.delay(secondThoughts, ended);
      void doubt.then(() => this.giveUp('Plans changed', BEFORE_PICKUP));
    }
    const closed = aborted(AbortSignal.any([world.closing, ended]));
    void closed.then(() => this.giveUp(CLOSING_REASON, BEFORE_ASSIGNMENT));
  }

  /** The trip may move on before the cancel gets there; then the ride takes place. */
  private async giveUp(reason: string, before: readonly TripStatus[]): Promise<void> {
    const { world, status, cancel } = this.options;
    const now = status();
    if (world.stop.aborted || !now || !before.includes(now)) return;
    try {
      await cancel(reason);
    } catch (error) {
      const tooLate = error instanceof ApiProblem && error.status === 409;
      if (!tooLate) world.journal.noteProblem('cancel', error);
    }
  }
}

import type { TripStatus } from '#contracts';
import { ApiProblem } from '#client';
import type { SeededRandom } from '../random/seeded-random.js';
import { untilAborted } from '#driving';
import type { World } from '../city/world.js';

export interface RiderPatienceOptions {
  world: World;
  random: SeededRandom;
  /** The latest status from the rider's stream. */
  status: () => TripStatus | undefined;
  cancel: (reason: string) => Promise<unknown>;
}

/** Simulated seconds after which a rider without a driver cancels. */
export const PATIENCE_SECONDS = 600;
/** Reason of cancellations at the end of a run, which the report counts separately. */
export const CLOSING_REASON = 'No car before closing time';
/** Simulated seconds after the request at which some riders change their plans. */
const CHANGE_OF_PLANS = { from: 20, to: 300 };
const BEFORE_PICKUP: readonly TripStatus[] = ['matching', 'driver_assigned'];
const BEFORE_ASSIGNMENT: readonly TripStatus[] = ['matching'];

/** Cancels the trip of a rider before the ride: out of patience, changed plans, or closing time. */
export class RiderPatience {
  constructor(private readonly options: RiderPatienceOptions) {}

  /** Starts the timers at the request; `ended` aborts when the trip has ended. */
  watch(ended: AbortSignal): void {
    const { world, random } = this.options;
    const changeSeconds = random.between(CHANGE_OF_PLANS.from, CHANGE_OF_PLANS.to);
    const changesPlans = random.chance(world.behaviour.riderCancelRate);
    const patience = world.clock.delay(PATIENCE_SECONDS, ended);
    void patience.then(() => this.giveUp('Waited too long', BEFORE_ASSIGNMENT));
    if (changesPlans) {
      const change = world.clock.delay(changeSeconds, ended);
      void change.then(() => this.giveUp('Plans changed', BEFORE_PICKUP));
    }
    const closed = untilAborted(AbortSignal.any([world.lastCall, ended]));
    void closed.then(() => this.giveUp(CLOSING_REASON, BEFORE_ASSIGNMENT));
  }

  /** The trip may advance before the cancellation arrives; then the ride takes place. */
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

import type { Position, StepOverride, Trip } from '#contracts';
import { useCommand, type Command } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

export interface StepOptions {
  trip: Trip;
  /** The position of the car. */
  here: Position | undefined;
  onAnswer: (trip: Trip) => void;
}

export interface Step extends Omit<Command, 'run'> {
  /** Takes the next step of the ride: arrives at the pickup, or completes the ride. */
  take: (override?: StepOverride) => void;
}

/** The command of the ride's next step. */
export function useStep({ trip, here, onAnswer }: StepOptions): Step {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run, forget } = useCommand();
  const send = (override?: StepOverride) =>
    trip.status === 'driver_assigned'
      ? api.arrive(trip.id, here, override)
      : api.complete(trip.id, here, override);
  const take = (override?: StepOverride) =>
    run(async () => onAnswer(await guarded(() => send(override))));
  return { isBusy, problem, forget, take };
}

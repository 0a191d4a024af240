import type { Position, Trip } from '#contracts';
import { useCommand, type Command } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

export interface StepOptions {
  trip: Trip;
  /** The position of the car. */
  here: Position | undefined;
  onAnswer: (trip: Trip) => void;
}

/** Why a step is right although the car is far from its place. The server records it. */
export interface Override {
  reason: string;
}

export interface Step extends Omit<Command, 'run'> {
  /** Takes the next step of the ride: arrives at the pickup, or completes the ride. */
  take: (override?: Override) => void;
}

/** The command of the ride's next step. */
export function useStep({ trip, here, onAnswer }: StepOptions): Step {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run, forget } = useCommand();
  const send = () =>
    trip.status === 'driver_assigned' ? api.arrive(trip.id, here) : api.complete(trip.id);
  const take = () => run(async () => onAnswer(await guarded(send)));
  return { isBusy, problem, forget, take };
}

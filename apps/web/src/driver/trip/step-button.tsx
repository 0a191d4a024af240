import type { Position, Trip } from '#contracts';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { goalOf, isNear } from '../car/journey.js';
import { KeyedButton } from '../keys/keyed-button.js';

interface StepButtonProps {
  trip: Trip;
  here: Position | undefined;
  onAnswer: (trip: Trip) => void;
}

/** The button for the next step of the ride: arrive at the pickup, or complete the ride. */
export function StepButton({ trip, here, onAnswer }: StepButtonProps) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const isToPickup = trip.status === 'driver_assigned';
  const step = () =>
    run(async () => {
      const done = guarded(() => (isToPickup ? api.arrive(trip.id, here) : api.complete(trip.id)));
      onAnswer(await done);
    });
  const goal = goalOf(trip);
  const hasReached = here && goal && isNear(here, goal);
  const goalName = isToPickup ? 'pickup' : 'drop-off';
  return (
    <>
      <KeyedButton
        command="next-step"
        className="button main wide step"
        onClick={step}
        disabled={isBusy}
      >
        {isToPickup ? 'I’m at the pickup' : 'Complete the ride'}
      </KeyedButton>
      <p className="quiet" role="status">
        {hasReached ? `You are at the ${goalName}.` : `On the way to the ${goalName}.`}
      </p>
      <ProblemNote problem={problem} />
    </>
  );
}

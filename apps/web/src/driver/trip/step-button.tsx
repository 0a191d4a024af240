import type { Position, Trip } from '#contracts';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { goalOf } from '../car/goal.js';
import { isNear } from '../car/journey.js';
import { KeyedButton } from '../keys/keyed-button.js';

interface StepButtonProps {
  trip: Trip;
  here: Position | undefined;
  onAnswer: (trip: Trip) => void;
}

/** Arrive, or complete. */
export function StepButton({ trip, here, onAnswer }: StepButtonProps) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const isToPickup = trip.status === 'driver_assigned';
  const step = () =>
    run(async () => {
      const done = guarded(() => (isToPickup ? api.arrive(trip.id) : api.complete(trip.id)));
      onAnswer(await done);
    });
  const goal = goalOf(trip);
  const isThere = here && goal && isNear(here, goal);
  const place = isToPickup ? 'pickup' : 'drop-off';
  return (
    <>
      <KeyedButton
        {...{ command: 'next-step', className: 'button main wide step', onClick: step }}
        disabled={isBusy}
      >
        {isToPickup ? 'I’m at the pickup' : 'Complete the ride'}
      </KeyedButton>
      <p className="quiet" role="status">
        {isThere ? `You are at the ${place}.` : `On the way to the ${place}.`}
      </p>
      <ProblemNote problem={problem} />
    </>
  );
}

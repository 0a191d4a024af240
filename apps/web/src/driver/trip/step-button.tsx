import { ProblemNote } from '../../problem/problem-note.js';
import { goalOf, isNear } from '../car/journey.js';
import { KeyedButton } from '../keys/keyed-button.js';
import { CompleteButton } from './complete-button.js';
import { useStep, type StepOptions } from './use-step.js';

/** The button for the next step of the ride: arrive at the pickup, or complete the ride. */
export function StepButton(options: StepOptions) {
  const { trip, here } = options;
  const { isBusy, problem, take } = useStep(options);
  const isToPickup = trip.status === 'driver_assigned';
  const goal = goalOf(trip);
  const hasReached = here && goal && isNear(here, goal);
  const goalName = isToPickup ? 'pickup' : 'drop-off';
  return (
    <>
      {isToPickup ? (
        <KeyedButton
          command="next-step"
          className="button main wide step"
          onClick={take}
          disabled={isBusy}
        >
          I’m at the pickup
        </KeyedButton>
      ) : (
        <CompleteButton trip={trip} isBusy={isBusy} onComplete={take} />
      )}
      <p className="quiet" role="status">
        {hasReached ? `You are at the ${goalName}.` : `On the way to the ${goalName}.`}
      </p>
      <ProblemNote problem={problem} />
    </>
  );
}

import { useState } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import { distanceTo, goalOf, isNear } from '../car/journey.js';
import { GuidanceCard } from '../route/guidance-card.js';
import type { Cockpit } from '../route/use-cockpit.js';
import { NavigateButton } from './navigate-button.js';
import { OverrideDialog } from './override-dialog.js';
import { StepButton } from './step-button.js';
import { tooFarMeters } from './too-far.js';
import { useStep, type StepOptions } from './use-step.js';

interface NextStepProps extends StepOptions {
  cockpit: Cockpit;
}

/**
 * The way to the pickup or the drop-off, and the button for the next step. Far from there the main
 * button navigates, and the step asks for a reason. A car without a known position counts as near.
 */
export function NextStep({ cockpit, ...options }: NextStepProps) {
  const { trip, here } = options;
  const step = useStep(options);
  const [isAsking, setAsking] = useState(false);
  const goal = goalOf(trip);
  const meters = here && goal && distanceTo(here, goal);
  const isFar = meters !== undefined && !isNear(meters);
  const refusedMeters = tooFarMeters(step.problem);
  const goalName = trip.status === 'driver_assigned' ? 'pickup' : 'drop-off';
  const close = () => {
    setAsking(false);
    step.forget();
  };
  return (
    <>
      {isFar && cockpit.guidance && (
        <GuidanceCard guidance={cockpit.guidance} goalName={goalName} />
      )}
      {isFar && <NavigateButton cockpit={cockpit} />}
      <StepButton trip={trip} step={step} isFar={isFar} onAsk={() => setAsking(true)} />
      <p className={isFar ? 'unseen' : 'quiet'} role="status">
        {arrivalSentence(meters, goalName)}
      </p>
      {isAsking || refusedMeters !== undefined ? (
        <OverrideDialog
          goalName={goalName}
          meters={refusedMeters ?? meters}
          step={step}
          onClose={close}
        />
      ) : (
        <ProblemNote problem={step.problem} />
      )}
    </>
  );
}

function arrivalSentence(meters: number | undefined, goalName: string): string {
  if (meters === undefined) return `We don’t know how far the ${goalName} is.`;
  return isNear(meters) ? `You are at the ${goalName}.` : `On the way to the ${goalName}.`;
}

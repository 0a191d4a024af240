import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { distanceTo, goalOf, isNear } from '../car/journey.js';
import { GuidanceCard, type Goal } from '../route/guidance-card.js';
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
  const place = goalOf(trip);
  const meters = here && place && distanceTo(here, place);
  const isFar = meters !== undefined && !isNear(meters);
  const askedMeters = tooFarMeters(step.problem) ?? (isAsking && isFar ? meters : undefined);
  const goal: Goal = trip.status === 'driver_assigned' ? 'pickup' : 'dropoff';
  const close = () => {
    setAsking(false);
    step.forget();
  };
  return (
    <>
      {isFar && cockpit.guidance && <GuidanceCard guidance={cockpit.guidance} goal={goal} />}
      {isFar && <NavigateButton cockpit={cockpit} />}
      <StepButton trip={trip} step={step} isFar={isFar} onAsk={() => setAsking(true)} />
      <p className={isFar ? 'unseen' : 'quiet'} role="status">
        <FormattedMessage id={arrivalMessage(meters, goal)} />
      </p>
      {askedMeters !== undefined ? (
        <OverrideDialog goal={goal} meters={askedMeters} step={step} onClose={close} />
      ) : (
        <ProblemNote problem={step.problem} />
      )}
    </>
  );
}

function arrivalMessage(meters: number | undefined, goal: Goal): MessageId {
  if (meters === undefined) return `driver.unknown-${goal}`;
  return isNear(meters) ? `driver.here-${goal}` : `driver.on-way-${goal}`;
}

import type { Trip } from '#contracts';
import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { ReasonSelect, type Reasons } from './reason-select.js';

const REASONS: Reasons = {
  'My car has a problem': 'driver.give-back-car',
  'I can’t get there': 'driver.give-back-way',
  'I don’t feel safe': 'driver.give-back-safety',
  'Another reason': 'driver.another-reason',
};

interface GiveBackProps {
  trip: Trip;
  onAnswer: (trip: Trip) => void;
}

/**
 * The driver cancels, and another driver gets the ride. The page asks twice, because a cancel can't
 * be undone.
 */
export function GiveBack({ trip, onAnswer }: GiveBackProps) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <GiveBackForm trip={trip} onAnswer={onAnswer} onKeep={() => setOpen(false)} />;
  return (
    <button className="button danger wide" type="button" onClick={() => setOpen(true)}>
      <FormattedMessage id="driver.give-back" />
    </button>
  );
}

function GiveBackForm({ trip, onAnswer, onKeep }: GiveBackProps & { onKeep: () => void }) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [reason, setReason] = useState(Object.keys(REASONS)[0] ?? '');
  const cancel = () =>
    run(async () => onAnswer(await guarded(() => api.cancelTrip(trip.id, reason))));
  return (
    <>
      <ReasonSelect
        labelId="driver.give-back-why"
        reasons={REASONS}
        chosen={reason}
        onChoose={setReason}
      />
      <div className="buttons">
        <button className="button second" type="button" onClick={onKeep}>
          <FormattedMessage id="driver.keep-ride" />
        </button>
        <button className="button danger" type="button" disabled={isBusy} onClick={cancel}>
          <FormattedMessage id="driver.give-back-now" />
        </button>
      </div>
      <ProblemNote problem={problem} />
    </>
  );
}

import type { Trip } from '#contracts';
import { useId, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

/** The sentences that the server records, which operators read, and how a driver reads them. */
const REASONS: Record<string, MessageId> = {
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
  const intl = useIntl();
  const [reason, setReason] = useState(Object.keys(REASONS)[0] ?? '');
  const id = useId();
  const cancel = () =>
    run(async () => onAnswer(await guarded(() => api.cancelTrip(trip.id, reason))));
  return (
    <>
      <div className="field">
        <label htmlFor={id}>
          <FormattedMessage id="driver.give-back-why" />
        </label>
        <select id={id} value={reason} autoFocus onChange={({ target }) => setReason(target.value)}>
          {Object.entries(REASONS).map(([wire, message]) => (
            <option key={wire} value={wire}>
              {intl.formatMessage({ id: message })}
            </option>
          ))}
        </select>
      </div>
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

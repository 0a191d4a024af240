import { useEffect, useId, useRef, useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import type { CityDriver } from '../city-state.js';
import { shortId } from '../short-id.js';

/** The longest reason that the server takes. */
const MAX_REASON = 200;

interface DriverDialogProps {
  driverId: string;
  /** Undefined when the driver is not on duty any more. */
  driver: CityDriver | undefined;
  onDone: () => void;
}

/** Takes a driver without a trip off duty, with a reason. Escape leaves the driver on duty. */
export function DriverDialog({ driverId, driver, onDone }: DriverDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [reason, setReason] = useState('');
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const takeOffDuty = () =>
    run(async () => {
      await guarded(() => api.takeDriverOffline(driverId, reason.trim()));
      onDone();
    });
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="driver-title" onClose={onDone}>
      <h2 id="driver-title">
        <FormattedMessage id="city.driver-title" values={{ id: shortId(driverId) }} />
      </h2>
      <p role="status">
        {driver ? (
          <FormattedMessage id={`city.driver-status.${driver.status}`} />
        ) : (
          <FormattedMessage id="city.driver-gone" />
        )}
      </p>
      {driver && <ReasonField reason={reason} onReason={setReason} />}
      <ProblemNote problem={problem} />
      <div className="buttons">
        <button className="button second" type="button" onClick={onDone}>
          <FormattedMessage id="city.leave-it" />
        </button>
        {driver && (
          <button
            className="button danger"
            type="button"
            disabled={isBusy || reason.trim() === ''}
            onClick={takeOffDuty}
          >
            <FormattedMessage id="city.take-off-duty" />
          </button>
        )}
      </div>
    </dialog>
  );
}

interface ReasonFieldProps {
  reason: string;
  onReason: (reason: string) => void;
}

function ReasonField({ reason, onReason }: ReasonFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <FormattedMessage id="city.driver-reason" />
      </label>
      <input
        id={id}
        required
        maxLength={MAX_REASON}
        value={reason}
        onChange={(event) => onReason(event.target.value)}
      />
    </div>
  );
}

import { ApiProblem } from '#client';
import type { Trip } from '#contracts';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatClock } from '../../format/time.js';
import type { MessageId } from '../../language/message-id.js';
import { onConnectionBack } from '../../problem/connection-back.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { shortId } from '../short-id.js';
import { interventionsFor, type Intervention } from './interventions.js';

/** The longest reason that the server takes. */
const MAX_REASON = 200;

/** The codes of a command that came too late: the trip is not as it was shown. */
const CHANGED = new Set(['TRIP_CHANGED', 'TRIP_TRANSITION_NOT_ALLOWED']);

interface InterveneDialogProps {
  tripId: string;
  onDone: () => void;
}

/** Shows a trip, and asks an operator for a reason before a command. Escape leaves the trip as it is. */
export function InterveneDialog({ tripId, onDone }: InterveneDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { api, guarded } = useSignedIn();
  const [trip, setTrip] = useState<Trip>();
  const { problem, run } = useCommand();
  const load = useCallback(
    async () => setTrip(await guarded(() => api.trip(tripId))),
    [api, guarded, tripId],
  );
  useEffect(() => {
    dialog.current?.showModal();
    run(load);
  }, [load, run]);
  useEffect(() => (trip ? undefined : onConnectionBack(() => run(load))), [trip, load, run]);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="intervene-title" onClose={onDone}>
      <h2 id="intervene-title">
        <FormattedMessage id="city.trip-title" values={{ id: shortId(tripId) }} />
      </h2>
      <ProblemNote problem={problem} />
      {trip && <TripFacts trip={trip} />}
      {trip?.endedAt === null && <InterveneForm trip={trip} onChanged={load} onDone={onDone} />}
      {trip && trip.endedAt !== null && (
        <p role="status">
          <FormattedMessage id="city.trip-over" />
        </p>
      )}
      <div className="buttons">
        <button className="button second" type="button" onClick={onDone}>
          <FormattedMessage id="city.leave-it" />
        </button>
      </div>
    </dialog>
  );
}

function TripFacts({ trip: { status, rider, driver, driverSilentSince } }: { trip: Trip }) {
  const intl = useIntl();
  const heard = driverSilentSince
    ? formatClock(driverSilentSince, intl)
    : intl.formatMessage({ id: 'city.heard-now' });
  const facts: [id: MessageId, value: string][] = [
    ['city.status', intl.formatMessage({ id: `city.trip-status.${status}` })],
    ['city.rider', rider.name],
    ['city.driver', driver?.name ?? '–'],
    ['city.driver-heard', heard],
  ];
  return (
    <dl className="legend">
      {facts.map(([id, value]) => (
        <div key={id}>
          <dt>
            <FormattedMessage id={id} />
          </dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface InterveneFormProps {
  trip: Trip;
  /** Called when the trip isn't as shown any more. */
  onChanged: () => Promise<void>;
  onDone: () => void;
}

function InterveneForm({ trip, onChanged, onDone }: InterveneFormProps) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [reason, setReason] = useState('');
  const id = useId();
  const carryOut = ({ send }: Intervention) =>
    run(async () => {
      try {
        await guarded(() => send(api, trip, reason));
      } catch (error) {
        if (error instanceof ApiProblem && CHANGED.has(error.code)) await onChanged();
        throw error;
      }
      onDone();
    });
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <div className="field">
        <label htmlFor={id}>
          <FormattedMessage id="city.trip-reason" />
        </label>
        <input
          id={id}
          required
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <div className="buttons">
        {interventionsFor(trip).map((intervention) => (
          <button
            key={intervention.name}
            className="button danger"
            type="button"
            disabled={isBusy || reason.trim() === ''}
            onClick={() => carryOut(intervention)}
          >
            <FormattedMessage id={`city.do.${intervention.name}`} />
          </button>
        ))}
      </div>
      <ProblemNote problem={problem} />
    </form>
  );
}

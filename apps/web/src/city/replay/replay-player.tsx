import { FormattedMessage, useIntl } from 'react-intl';
import { formatSeconds, formatTenths } from '../../format/time.js';
import type { Intl } from '../../language/intl.js';
import { shortId } from '../short-id.js';
import { stepMessage, type TripStep } from './trip-steps.js';
import type { Replay } from './use-replay.js';

/** A slider over the time of the trip, a play button, and the steps as links to their times. */
export function ReplayPlayer({ replay }: { replay: Replay }) {
  const { steps, step, at, seek } = replay;
  const start = steps[0]?.at ?? 0;
  const intl = useIntl();
  const since = (time: number) => sinceStart((time - start) / 1000, intl);
  return (
    <>
      {step && <ReplayStatus step={step} at={at} />}
      <div className="player">
        <button className="button second" type="button" onClick={replay.toggle}>
          <FormattedMessage id={replay.isPlaying ? 'city.replay-pause' : 'city.replay-play'} />
        </button>
        <input
          type="range"
          aria-label={intl.formatMessage({ id: 'city.replay-time' })}
          aria-valuetext={
            step &&
            intl.formatMessage(
              { id: 'city.replay-at' },
              { age: since(at), step: intl.formatMessage({ id: stepMessage(step) }) },
            )
          }
          min={start}
          max={steps.at(-1)?.at ?? start}
          step="any"
          value={at}
          onChange={(event) => seek(Number(event.target.value))}
        />
        <output className="figures">{since(at)}</output>
      </div>
      <StepList replay={replay} since={since} />
    </>
  );
}

interface StepListProps {
  replay: Replay;
  since: (time: number) => string;
}

function StepList({ replay: { steps, step, seek }, since }: StepListProps) {
  const label = useIntl().formatMessage({ id: 'city.replay-steps' });
  return (
    <ol className="steps figures" aria-label={label}>
      {steps.map((each) => (
        <li key={each.cursor}>
          <button
            type="button"
            aria-current={each === step ? 'step' : undefined}
            onClick={() => seek(each.at)}
          >
            <span>
              <FormattedMessage id={stepMessage(each)} />
            </span>
            <code>{each.event}</code>
            <span>{since(each.at)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Times below ten seconds have one decimal, because trips in tests are short. */
const sinceStart = (seconds: number, intl: Intl): string =>
  seconds < 10 ? formatTenths(seconds, intl) : formatSeconds(seconds, intl);

function ReplayStatus({ step: { trip }, at }: { step: TripStep; at: number }) {
  const intl = useIntl();
  const time = intl.formatDate(at, { timeStyle: 'medium' });
  return (
    <div className="then">
      <p className="lead" role="status">
        <FormattedMessage id={`city.trip-status.${trip.status}`} />
      </p>
      <ReplayPlaces trip={trip} />
      <p className="quiet figures">
        <FormattedMessage
          id={trip.driver ? 'city.replay-facts' : 'city.replay-facts-without-driver'}
          values={{
            time,
            trip: <code title={trip.id}>{shortId(trip.id)}</code>,
            version: trip.version,
            rider: <bdi>{trip.rider.name}</bdi>,
            driver: <bdi>{trip.driver?.name}</bdi>,
          }}
        />{' '}
        {trip.cancellation && <bdi>{trip.cancellation.reason}</bdi>}
      </p>
    </div>
  );
}

/** The names of the pickup and the drop-off, where they have one. */
function ReplayPlaces({ trip: { pickupName, dropoffName } }: { trip: TripStep['trip'] }) {
  if (!pickupName && !dropoffName) return null;
  const nameOf = (name: string) => ({ name: <bdi key={name}>{name}</bdi> });
  return (
    <p data-places>
      {pickupName && <FormattedMessage id="city.replay-from" values={nameOf(pickupName)} />}{' '}
      {dropoffName && <FormattedMessage id="city.replay-to" values={nameOf(dropoffName)} />}
    </p>
  );
}

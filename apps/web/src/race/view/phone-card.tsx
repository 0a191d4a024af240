import { memo, useId } from 'react';
import { FormattedMessage } from 'react-intl';
import { hidden } from '../../language/hidden-words.js';
import { CUT_SECONDS } from '../phone/phone.js';
import type { PhoneView } from '../phone/phone-view.js';
import type { Race } from '../phone/race.js';
import { INTERVALS, HOLD_SECONDS, type Interval } from '../phone/way.js';
import { OutageNote } from './outage-note.js';
import { PhoneFigures } from './phone-figures.js';
import { PhoneSteps } from './phone-steps.js';
import { ProtocolName } from './protocol-name.js';

interface PhoneCardProps {
  phone: PhoneView;
  race: Race;
  protocol: string | undefined;
}

/** One phone: what it knows of the ride, how late, what that has cost, and the button that cuts it. */
export const PhoneCard = memo(function PhoneCard({ phone, race, protocol }: PhoneCardProps) {
  const { way, state, status } = phone;
  const heading = useId();
  const pulse = state === 'cut' || state === 'waiting' ? 'stale' : state;
  return (
    <article className="phone" aria-labelledby={heading} data-way={way} data-state={state}>
      <h2 id={heading}>
        <FormattedMessage id={`race.way.${way}`} />
      </h2>
      <WayLine phone={phone} race={race} protocol={protocol} />
      <p className="pulse" data-status={pulse}>
        <FormattedMessage id={`race.state.${state}`} />
      </p>
      <p className="status">
        {status === undefined || status === 'gone' ? (
          <FormattedMessage id={`race.status-${status ?? 'none'}`} />
        ) : (
          <FormattedMessage id={`city.trip-status.${status}`} />
        )}
      </p>
      <PhoneSteps steps={phone.steps} />
      <OutageNote phone={phone} />
      <CutButton phone={phone} race={race} />
      <PhoneFigures phone={phone} />
    </article>
  );
});

/** How the phone asks: the choice of its interval, or what there is to know of its connection. */
function WayLine({ phone: { way, interval }, race, protocol }: PhoneCardProps) {
  if (interval === undefined) {
    return (
      <p className="way quiet">
        {way === 'long-polling' && (
          <FormattedMessage id="race.holds" values={{ seconds: HOLD_SECONDS }} />
        )}
        {way === 'websocket' && <FormattedMessage id="race.own-connection" />}
        {way === 'sse' && <ProtocolName protocol={protocol} />}
      </p>
    );
  }
  return (
    <label className="way quiet">
      <FormattedMessage
        id="race.interval"
        values={{ name: <FormattedMessage id={`race.way.${way}`} />, hidden }}
      />
      <select
        value={interval}
        onChange={({ target }) => race.chooseInterval(way, Number(target.value) as Interval)}
      >
        {INTERVALS.map((seconds) => (
          <option key={seconds} value={seconds}>
            <FormattedMessage id="race.interval-seconds" values={{ seconds }} />
          </option>
        ))}
      </select>
    </label>
  );
}

/** One button for both, so that the focus stays on it. */
function CutButton({ phone: { way, state }, race }: Omit<PhoneCardProps, 'protocol'>) {
  const isCut = state === 'cut';
  const name = <FormattedMessage id={`race.way.${way}`} />;
  return (
    <button
      className="button second wide"
      type="button"
      disabled={state === 'idle' || state === 'closed'}
      onClick={() => (isCut ? race.mend(way) : race.cut(way))}
    >
      <span>
        <FormattedMessage
          id={isCut ? 'race.mend' : 'race.cut'}
          values={{ name, hidden, seconds: CUT_SECONDS }}
        />
      </span>
    </button>
  );
}

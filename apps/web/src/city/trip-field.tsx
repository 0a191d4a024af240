import { FormattedMessage, useIntl } from 'react-intl';
import { isolate } from '../language/isolate.js';
import { shortId } from './short-id.js';
import type { SeenTrips } from './use-seen-trips.js';

/** Trips that the list of suggestions has at most. */
const MOST_SUGGESTED = 20;

interface TripFieldProps {
  /** The id of the input element, unique on the page. */
  id: string;
  value: string;
  seen: SeenTrips;
  onChange: (tripId: string) => void;
}

/** A field for a trip's id, with the trips that were seen lately as suggestions. */
export function TripField({ id, value, seen, onChange }: TripFieldProps) {
  const intl = useIntl();
  const suggested = [...seen.values()].slice(-MOST_SUGGESTED).reverse();
  return (
    <div className="field">
      <label htmlFor={id}>
        <FormattedMessage id="city.trip" />
      </label>
      <input
        id={id}
        required
        autoComplete="off"
        spellCheck={false}
        placeholder={intl.formatMessage({ id: 'city.trip-id' })}
        list={`${id}-seen`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-seen`}>
        {suggested.map((trip) => (
          <option key={trip.id} value={trip.id}>
            {intl.formatMessage(
              { id: 'city.trip-of' },
              { name: isolate(trip.rider.name), id: shortId(trip.id) },
            )}
          </option>
        ))}
      </datalist>
    </div>
  );
}

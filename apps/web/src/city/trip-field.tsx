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
  const suggested = [...seen.values()].slice(-MOST_SUGGESTED).reverse();
  return (
    <div className="field">
      <label htmlFor={id}>Trip</label>
      <input
        id={id}
        required
        autoComplete="off"
        spellCheck={false}
        placeholder="Id of a trip"
        list={`${id}-seen`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-seen`}>
        {suggested.map((trip) => (
          <option key={trip.id} value={trip.id}>
            {trip.rider.name}, {shortId(trip.id)}
          </option>
        ))}
      </datalist>
    </div>
  );
}

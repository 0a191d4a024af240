import { shortId } from '../short-id.js';
import type { SeenTrips } from '../use-seen-trips.js';

/** The latest ones, for a list one chooses from. */
const MOST_OFFERED = 20;

interface TripFieldProps {
  /** Of the field, unique on the page. */
  id: string;
  value: string;
  seen: SeenTrips;
  onChange: (tripId: string) => void;
}

/** A trip's id: typed, pasted, or one of those that were seen lately. */
export function TripField({ id, value, seen, onChange }: TripFieldProps) {
  const offered = [...seen.values()].slice(-MOST_OFFERED).reverse();
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
        {offered.map((trip) => (
          <option key={trip.id} value={trip.id}>
            {trip.rider.name}, {shortId(trip.id)}
          </option>
        ))}
      </datalist>
    </div>
  );
}

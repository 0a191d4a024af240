import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { TripField } from './trip-field.js';
import type { SeenTrips } from './use-seen-trips.js';

interface TripFormProps {
  /** The id of the input element, unique on the page. */
  id: string;
  seen: SeenTrips;
  isBusy: boolean;
  /** The message on the button. */
  action: 'city.replay-load' | 'city.timeline-load';
  onLoad: (tripId: string) => void;
}

/** Asks for a trip, and loads what is known of it. */
export function TripForm({ id, seen, isBusy, action, onLoad }: TripFormProps) {
  const [tripId, setTripId] = useState('');
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        onLoad(tripId.trim());
      }}
    >
      <TripField id={id} value={tripId} seen={seen} onChange={setTripId} />
      <button className="button main" type="submit" disabled={isBusy}>
        <FormattedMessage id={action} />
      </button>
    </form>
  );
}

import { useState } from 'react';
import { TripField } from '../trip-field.js';
import type { SeenTrips } from '../use-seen-trips.js';

interface InspectorFormProps {
  isOpen: boolean;
  seen: SeenTrips;
  onOpen: (path: string) => void;
  onStop: () => void;
}

/** The choice of the stream to inspect. */
export function InspectorForm({ isOpen, seen, onOpen, onStop }: InspectorFormProps) {
  const [kind, setKind] = useState('ops');
  const [tripId, setTripId] = useState('');
  const path =
    kind === 'ops' ? '/v1/ops/stream' : `/v1/trips/${encodeURIComponent(tripId.trim())}/stream`;
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (isOpen) onStop();
        else onOpen(path);
      }}
    >
      <label className="field">
        <span>Stream</span>
        <select value={kind} disabled={isOpen} onChange={(event) => setKind(event.target.value)}>
          <option value="ops">The city’s (ops)</option>
          <option value="trip">A trip’s</option>
        </select>
      </label>
      {kind === 'trip' && (
        <TripField id="inspected-trip" value={tripId} seen={seen} onChange={setTripId} />
      )}
      <button className={isOpen ? 'button second' : 'button main'} type="submit">
        {isOpen ? 'Stop' : 'Open stream'}
      </button>
    </form>
  );
}

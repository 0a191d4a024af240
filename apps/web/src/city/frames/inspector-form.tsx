import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
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
  const intl = useIntl();
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
        <span>
          <FormattedMessage id="city.frames-stream" />
        </span>
        <select value={kind} disabled={isOpen} onChange={(event) => setKind(event.target.value)}>
          <option value="ops">{intl.formatMessage({ id: 'city.frames-ops' })}</option>
          <option value="trip">{intl.formatMessage({ id: 'city.frames-trip' })}</option>
        </select>
      </label>
      {kind === 'trip' && (
        <TripField id="inspected-trip" value={tripId} seen={seen} onChange={setTripId} />
      )}
      <button className={isOpen ? 'button second' : 'button main'} type="submit">
        <FormattedMessage id={isOpen ? 'city.frames-stop' : 'city.frames-open'} />
      </button>
    </form>
  );
}

import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { ReplayPlayer } from './replay-player.js';
import { TripField } from '../trip-field.js';
import type { Replay } from './use-replay.js';
import type { SeenTrips } from '../use-seen-trips.js';

/** The history of one trip, from the outbox. */
export function ReplayPanel({ replay, seen }: { replay: Replay; seen: SeenTrips }) {
  const [tripId, setTripId] = useState('');
  const { steps, isBusy, problem, load } = replay;
  return (
    <section aria-labelledby="replay-title">
      <h2 id="replay-title">
        <FormattedMessage id="city.replay" />
      </h2>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          load(tripId.trim());
        }}
      >
        <TripField id="replayed-trip" value={tripId} seen={seen} onChange={setTripId} />
        <button className="button main" type="submit" disabled={isBusy}>
          <FormattedMessage id="city.replay-load" />
        </button>
      </form>
      <ProblemNote problem={problem} />
      {steps.length > 0 && <ReplayPlayer replay={replay} />}
      <p className="quiet">
        <FormattedMessage id="city.replay-note" />
      </p>
    </section>
  );
}

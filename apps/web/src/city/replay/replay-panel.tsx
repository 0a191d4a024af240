import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { ReplayPlayer } from './replay-player.js';
import { TripForm } from '../trip-form.js';
import type { Replay } from './use-replay.js';
import type { SeenTrips } from '../use-seen-trips.js';

/** The history of one trip, from the outbox. */
export function ReplayPanel({ replay, seen }: { replay: Replay; seen: SeenTrips }) {
  const { steps, isBusy, problem, load } = replay;
  return (
    <section aria-labelledby="replay-title">
      <h2 id="replay-title">
        <FormattedMessage id="city.replay" />
      </h2>
      <TripForm
        id="replayed-trip"
        seen={seen}
        isBusy={isBusy}
        action="city.replay-load"
        onLoad={load}
      />
      <ProblemNote problem={problem} />
      {steps.length > 0 && <ReplayPlayer replay={replay} />}
      <p className="quiet">
        <FormattedMessage id="city.replay-note" />
      </p>
    </section>
  );
}

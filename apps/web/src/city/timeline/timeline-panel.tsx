import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { TripForm } from '../trip-form.js';
import type { SeenTrips } from '../use-seen-trips.js';
import { TimelineEvents } from './timeline-events.js';
import type { Timeline } from './use-timeline.js';

/** Says why a client saw an event when it did: commit, relay, socket and acknowledgement of each. */
export function TimelinePanel({ known, seen }: { known: Timeline; seen: SeenTrips }) {
  const { timeline, isBusy, problem, load } = known;
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title">
        <FormattedMessage id="city.timeline" />
      </h2>
      <TripForm
        id="timed-trip"
        seen={seen}
        isBusy={isBusy}
        action="city.timeline-load"
        onLoad={load}
      />
      <ProblemNote problem={problem} />
      {timeline && <TimelineEvents timeline={timeline} />}
      <p className="quiet">
        <FormattedMessage id="city.timeline-note" />
      </p>
    </section>
  );
}

import type { Trip } from '#contracts';
import { useIntl } from 'react-intl';
import { formatClock } from '../../format/time.js';
import { Sentence } from '../../language/sentence.js';
import { timelineOf } from './timeline.js';
import { useRideEvents } from './use-ride-detail.js';

interface TimelineListProps {
  trip: Trip;
  /** The rider has given the tip on this page. */
  isTipped: boolean;
}

/** What happened during a ride, with the time of each step. */
export function TimelineList({ trip, isTipped }: TimelineListProps) {
  const intl = useIntl();
  const events = useRideEvents(trip, isTipped);
  return (
    <section className="timeline" aria-label={intl.formatMessage({ id: 'rider.timeline' })}>
      <h2>{intl.formatMessage({ id: 'rider.timeline' })}</h2>
      {events === undefined && (
        <p className="quiet">{intl.formatMessage({ id: 'rider.loading' })}</p>
      )}
      <ol>
        {timelineOf(events ?? [], intl).map(({ id, at, sentence }) => (
          <li key={id}>
            <time className="quiet figures" dateTime={at}>
              {formatClock(at, intl)}
            </time>
            <span>
              <Sentence>{sentence}</Sentence>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

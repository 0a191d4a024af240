import { FormattedMessage, useIntl } from 'react-intl';
import { formatClock } from '../../format/time.js';
import { Sentence } from '../../language/sentence.js';
import { missedEventSentence, type MissedEvent } from './missed-event.js';

interface MissedListProps {
  missed: readonly MissedEvent[];
  onDismiss: () => void;
}

/** The events that happened while this page had no connection, oldest first. */
export function MissedList({ missed, onDismiss }: MissedListProps) {
  const intl = useIntl();
  return (
    <section className="missed" aria-labelledby="missed">
      <h2 id="missed">
        <FormattedMessage id="driver.missed-heading" />
      </h2>
      <ol>
        {missed.map(({ cursor, event }) => (
          <li key={cursor}>
            <time className="quiet figures" dateTime={event.time}>
              {formatClock(event.time, intl)}
            </time>
            <span>
              <Sentence>{missedEventSentence(event, intl) ?? ''}</Sentence>
            </span>
          </li>
        ))}
      </ol>
      <button className="button second" type="button" onClick={onDismiss}>
        <FormattedMessage id="driver.missed-read" />
      </button>
    </section>
  );
}

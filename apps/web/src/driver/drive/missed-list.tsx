import { formatClock } from '../../format/time.js';
import type { MissedEvent } from './missed-event.js';

interface MissedListProps {
  missed: readonly MissedEvent[];
  onDismiss: () => void;
}

/** The events that happened while this page had no connection, oldest first. */
export function MissedList({ missed, onDismiss }: MissedListProps) {
  return (
    <section className="missed" aria-labelledby="missed">
      <h2 id="missed">While you were away</h2>
      <ol>
        {missed.map(({ cursor, time, sentence }) => (
          <li key={cursor}>
            <time className="quiet figures" dateTime={time}>
              {formatClock(time)}
            </time>
            <span>{sentence}</span>
          </li>
        ))}
      </ol>
      <button className="button second" type="button" onClick={onDismiss}>
        I have read it
      </button>
    </section>
  );
}

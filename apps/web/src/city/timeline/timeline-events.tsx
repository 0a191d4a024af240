import type { TripTimeline } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatExactTime } from '../../format/time.js';
import { shortStream } from '../short-id.js';
import { stepsOf, type TimelineEvent, type TimelineStep } from './timeline-steps.js';

/** The events of a trip, the oldest first, each with what happened to it. */
export function TimelineEvents({ timeline }: { timeline: TripTimeline }) {
  const { events, processes, asked, isPartial } = timeline;
  return (
    <>
      <p role="status">
        <FormattedMessage
          id={asked === 'shard' ? 'city.timeline-shard' : 'city.timeline-process'}
          values={{ events: events.length, processes: processes.length }}
        />
      </p>
      {isPartial && (
        <p className="timeline-gap">
          <FormattedMessage id="city.timeline-partial" />
        </p>
      )}
      <ol className="timeline">
        {events.map((event) => (
          <TimelineEntry key={event.id} event={event} />
        ))}
      </ol>
    </>
  );
}

function TimelineEntry({ event }: { event: TimelineEvent }) {
  const { id, type, isComplete, appendedAt } = event;
  const intl = useIntl();
  return (
    <li data-event={type}>
      <h3>
        <code>{type}</code> <time dateTime={appendedAt}>{formatExactTime(appendedAt, intl)}</time>
      </h3>
      <ol aria-label={intl.formatMessage({ id: 'city.timeline-steps' }, { type })}>
        {stepsOf(event).map((step) => (
          <StepRow key={`${id} ${step.what} ${step.stream ?? ''} ${step.at}`} step={step} />
        ))}
      </ol>
      {!isComplete && (
        <p className="timeline-gap">
          <FormattedMessage id="city.timeline-unknown" />
        </p>
      )}
    </li>
  );
}

function StepRow({ step: { what, stream, process, at, afterMs } }: { step: TimelineStep }) {
  const intl = useIntl();
  const after = intl.formatNumber(afterMs, { signDisplay: 'exceptZero' });
  return (
    <li data-step={what}>
      <span className="figures" title={at}>
        <FormattedMessage id="city.timeline-after" values={{ after }} />
      </span>
      <span>
        <FormattedMessage id={`city.timeline-${what}`} />
        {stream !== undefined && (
          <>
            {' '}
            <code title={stream}>{shortStream(stream)}</code>
          </>
        )}
      </span>
      {process !== undefined && <bdi className="quiet">{process}</bdi>}
    </li>
  );
}

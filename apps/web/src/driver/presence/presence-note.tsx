import { ApiProblem } from '#client';
import { useEffect, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Intl } from '../../language/intl.js';
import type { MessageId } from '../../language/message-id.js';
import { formatSeconds } from '../../format/time.js';
import { problemSentence } from '../../problem/problem-sentence.js';
import { staleSeconds, type ReportHealth } from './report-health.js';

interface PresenceNoteProps {
  reports: ReportHealth;
  /** Why the device gives no position. */
  locationProblem: MessageId | undefined;
}

/**
 * Says that riders can't see the car, and why. The age of the last position stands outside of the
 * live region: screen readers would announce every second.
 */
export function PresenceNote({ reports, locationProblem }: PresenceNoteProps) {
  const intl = useIntl();
  const now = usePerformanceNow(reports.onDutySince !== undefined);
  const seconds = staleSeconds(reports, now);
  const isVisible = seconds === undefined && locationProblem === undefined;
  if (reports.onDutySince === undefined || isVisible) return null;
  return (
    <div className="presence">
      <p role="alert">
        <strong>
          <FormattedMessage id="driver.looks-offline" />
        </strong>{' '}
        {reasonSentence(reports, locationProblem, intl)}
      </p>
      {seconds !== undefined && (
        <p className="quiet figures">
          {reports.acceptedAt === undefined ? (
            <FormattedMessage id="driver.no-position" />
          ) : (
            <FormattedMessage
              id="driver.last-position"
              values={{ age: formatSeconds(seconds, intl) }}
            />
          )}
        </p>
      )}
    </div>
  );
}

function reasonSentence(
  { problem }: ReportHealth,
  locationProblem: MessageId | undefined,
  intl: Intl,
): string {
  if (locationProblem) return intl.formatMessage({ id: locationProblem });
  if (problem instanceof ApiProblem && problem.status !== 0) {
    const reason = problemSentence(problem, intl);
    return intl.formatMessage({ id: 'driver.position-refused' }, { reason });
  }
  return intl.formatMessage({ id: 'driver.position-lost' });
}

function usePerformanceNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!isTicking) return undefined;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

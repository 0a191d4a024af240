import { ApiProblem } from '#client';
import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import type { Intl } from '../../language/intl.js';
import { formatSeconds } from '../../format/time.js';
import { problemSentence } from '../../problem/problem-sentence.js';
import { staleSeconds, type ReportHealth } from './report-health.js';

interface PresenceNoteProps {
  reports: ReportHealth;
  /** Why the device gives no position, as a sentence. */
  locationProblem: string | undefined;
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
        <strong>You look offline to riders.</strong>{' '}
        {reasonSentence(reports, locationProblem, intl)}
      </p>
      {seconds !== undefined && (
        <p className="quiet figures">
          {reports.acceptedAt === undefined
            ? 'No position has arrived yet.'
            : `Your last position arrived ${formatSeconds(seconds)} ago.`}
        </p>
      )}
    </div>
  );
}

function reasonSentence(
  { problem }: ReportHealth,
  locationProblem: string | undefined,
  intl: Intl,
): string {
  if (locationProblem !== undefined) return locationProblem;
  if (problem instanceof ApiProblem && problem.status !== 0) {
    return `The server doesn’t take your position: ${problemSentence(problem, intl)}`;
  }
  return 'Your position doesn’t reach the server. Check your connection.';
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

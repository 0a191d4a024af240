import type { Position } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { noReports, type ReportHealth } from '../presence/report-health.js';
import type { RouteProgress } from './journey.js';

/** The server accepts one location a second from each driver. */
const REPORT_EVERY_MS = 1000;
/**
 * A driver who has sent no location for 15 s gets no offers, so a car that stands still repeats
 * its position.
 */
const REPEAT_EVERY_MS = 5000;

/**
 * Reports the car's position to the server, at most once a second, while the driver is on duty.
 *
 * @param progress undefined while the position is unknown: nothing is reported then
 */
export function useLocationReports(
  progress: RouteProgress | undefined,
  isOnDuty: boolean,
): ReportHealth {
  const { api, guarded } = useSignedIn();
  const [health, setHealth] = useState(noReports);
  const latest = useRef(progress);
  useEffect(() => {
    latest.current = progress;
  });
  useEffect(() => {
    setHealth({ ...noReports, onDutySince: isOnDuty ? performance.now() : undefined });
    if (!isOnDuty) return undefined;
    let sent: Position | undefined;
    let sentAt = 0;
    let isUnderWay = false;
    const report = () => {
      const now = performance.now();
      const { position, headingDegrees } = latest.current ?? {};
      if (!position || isUnderWay) return;
      const isSame = sent?.lat === position.lat && sent.lng === position.lng;
      if (isSame && now - sentAt < REPEAT_EVERY_MS) return;
      [sent, sentAt, isUnderWay] = [position, now, true];
      guarded(() => api.reportLocations({ ...position, headingDegrees }))
        .then(() => setHealth((known) => ({ ...known, acceptedAt: now, problem: undefined })))
        // The next report replaces a lost one.
        .catch((problem: unknown) => setHealth((known) => ({ ...known, problem })))
        .finally(() => (isUnderWay = false));
    };
    const timer = setInterval(report, REPORT_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOnDuty, api, guarded]);
  return health;
}

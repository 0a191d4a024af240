import type { Position } from '#contracts';
import { useEffect, useRef } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { Stop } from './journey.js';

/** The server wants no more, and shows no more. */
const LOOK_MS = 1000;
/** A driver of whom nothing is heard for 15 s gets no offers: a car that stands says so too. */
const STILL_MS = 5000;

/** Tells the server where the car is, at most once a second, while the driver is on duty. */
export function useLocationReports(stop: Stop | undefined, isOnDuty: boolean): void {
  const { api, guarded } = useSignedIn();
  const latest = useRef(stop);
  useEffect(() => {
    latest.current = stop;
  });
  useEffect(() => {
    if (!isOnDuty) return undefined;
    let [told, toldAt, isUnderWay]: [Position | undefined, number, boolean] = [undefined, 0, false];
    const look = () => {
      const now = performance.now();
      const { position, headingDegrees } = latest.current ?? {};
      if (!position || isUnderWay) return;
      if (told?.lat === position.lat && told.lng === position.lng && now - toldAt < STILL_MS)
        return;
      [told, toldAt, isUnderWay] = [position, now, true];
      guarded(() => api.reportLocations({ ...position, headingDegrees }))
        // The next reading replaces a lost one.
        .catch(() => undefined)
        .finally(() => (isUnderWay = false));
    };
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOnDuty, api, guarded]);
}

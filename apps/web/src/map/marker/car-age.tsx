import type { DriverLocation } from '#client';
import { ageSentence, useOldAge } from './location-age.js';

/** One line that says how old the car's location is, once it is old. */
export function CarAge({ location }: { location: DriverLocation | null }) {
  const age = useOldAge(location);
  if (age === null) return null;
  return (
    <p className="pulse figures" data-status="stale">
      {ageSentence(age)}
    </p>
  );
}

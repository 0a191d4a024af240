import type { DriverLocation } from '#client';
import { useIntl } from 'react-intl';
import { ageSentence, useStaleAge } from './location-age.js';

/** One line that says how old the car's location is, once it is stale. */
export function CarAge({ location }: { location: DriverLocation | null }) {
  const age = useStaleAge(location);
  const intl = useIntl();
  if (age === null) return null;
  return (
    <p className="pulse figures" data-status="stale">
      {ageSentence(age, intl)}
    </p>
  );
}

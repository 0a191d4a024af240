import type { DriverLocation } from '#client';
import type { SharedTrip, Trip } from '#contracts';
import { useIntl } from 'react-intl';
import { CarAge } from '../../map/marker/car-age.js';
import { useStaleAge } from '../../map/marker/location-age.js';
import { PulseOverMap } from '../../stream/stream-pulse.js';
import type { StreamHealth } from '../../stream/stream-health.js';

interface ContactPulseProps {
  trip: Trip | SharedTrip | null;
  location: DriverLocation | null;
  health: StreamHealth;
}

/**
 * The line over the map that says how current it is. Without contact to the driver it does not say
 * `Live`, although the page has its connection: the car is not where the map shows it.
 */
export function ContactPulse({ trip, location, health }: ContactPulseProps) {
  const intl = useIntl();
  const age = useStaleAge(location);
  const isSilent = Boolean(trip?.driverSilentSince) && !trip?.endedAt;
  const isOut = health.status === 'live' && (age !== null || isSilent);
  if (!isOut) {
    return (
      <PulseOverMap health={health}>
        <CarAge location={location} />
      </PulseOverMap>
    );
  }
  return (
    <aside className="over-map" aria-label={intl.formatMessage({ id: 'rider.contact' })}>
      <p className="pulse" data-status="stale">
        {intl.formatMessage({ id: 'rider.no-contact' })}
      </p>
      <CarAge location={location} />
    </aside>
  );
}

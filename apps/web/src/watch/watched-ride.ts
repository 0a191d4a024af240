import type { TripState } from '#client';
import type { SharedTrip } from '#contracts';
import { formatWait } from '../format/time.js';
import { isolate } from '../language/isolate.js';
import type { Intl } from '../language/intl.js';
import type { StreamHealth } from '../stream/stream-health.js';
import type { SharedLink } from './use-shared-link.js';

/** The state of a ride that a viewer watches by its share link. */
export type WatchedRide = TripState<SharedTrip>;

interface Watching {
  link: SharedLink;
  ride: WatchedRide;
  health: Pick<StreamHealth, 'status'>;
  /** The time of arrival in seconds; null when it is unknown or the location is old. */
  etaSeconds: number | null;
  /** The car's location is old although the stream is live. */
  hasLostContact: boolean;
}

/** The status of the ride in one sentence, for a viewer who is not in the car. */
export function watchedSentence(watching: Watching, intl: Intl): string {
  const { link, ride, health } = watching;
  if (link.state !== 'valid') return intl.formatMessage({ id: `watch.${link.state}` });
  if (!ride.trip) return intl.formatMessage({ id: 'watch.asking' });
  const sentence = sentenceOf(ride.trip, { ...watching, intl });
  const mayHaveChanged = health.status === 'stale' || health.status === 'closed';
  return mayHaveChanged && !ride.trip.endedAt
    ? intl.formatMessage({ id: 'watch.last-heard' }, { sentence })
    : sentence;
}

function sentenceOf(
  { status, driver, driverSilentSince, endedAt }: SharedTrip,
  { etaSeconds, hasLostContact, intl }: Watching & { intl: Intl },
): string {
  const name = driver ? isolate(driver.name) : intl.formatMessage({ id: 'watch.the-driver' });
  const isLost = driverSilentSince !== null || (hasLostContact && driver !== null);
  if (isLost && !endedAt) return intl.formatMessage({ id: 'watch.silent' }, { name });
  const wait = etaSeconds === null ? null : formatWait(etaSeconds, intl);
  switch (status) {
    case 'matching':
      return intl.formatMessage({ id: 'watch.matching' });
    case 'driver_assigned':
      return wait === null
        ? intl.formatMessage({ id: 'watch.coming' }, { name })
        : intl.formatMessage({ id: 'watch.coming-in' }, { name, wait });
    case 'driver_arrived':
      return intl.formatMessage({ id: 'watch.at-pickup' }, { name });
    case 'in_progress':
      return wait === null
        ? intl.formatMessage({ id: 'watch.riding' })
        : intl.formatMessage({ id: 'watch.riding-in' }, { wait });
    case 'completed':
      return intl.formatMessage({ id: 'watch.arrived' });
    case 'cancelled':
      return intl.formatMessage({ id: 'watch.cancelled' });
    case 'no_drivers_available':
      return intl.formatMessage({ id: 'watch.no-driver' });
  }
}

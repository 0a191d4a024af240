import type { DriverRoute, RouteStop } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Intl } from '../../language/intl.js';
import { isolate } from '../../language/isolate.js';
import { formatClock } from '../../format/time.js';

interface StopListProps {
  route: Pick<DriverRoute, 'stops'>;
  /** The names of the riders by trip. */
  riders: ReadonlyMap<string, string>;
  /** The trip that an offer would add; its stops are marked. */
  offeredTripId?: string;
}

/** The stops of shared trips in the order in which they are made, each with its planned arrival. */
export function StopList({ route: { stops }, riders, offeredTripId }: StopListProps) {
  const intl = useIntl();
  return (
    <section className="stops" aria-label={intl.formatMessage({ id: 'driver.stops' })}>
      <ol>
        {stops.map((stop, index) => (
          <li
            key={`${stop.tripId} ${stop.kind}`}
            aria-current={index === 0 && !offeredTripId ? 'step' : undefined}
            data-kind={stop.kind}
            data-new={stop.tripId === offeredTripId}
          >
            <span>
              <strong>{stopSentence(stop, riders.get(stop.tripId), intl)}</strong>
              {stop.name && (
                <span className="quiet">
                  <bdi>{stop.name}</bdi>
                </span>
              )}
            </span>
            <span className="quiet figures">{formatClock(stop.arrivesAt, intl)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stopSentence({ kind }: RouteStop, name: string | undefined, intl: Intl): string {
  const values = { name: name === undefined ? '' : isolate(name) };
  const id = kind === 'pickup' ? 'driver.stop-pickup' : 'driver.stop-dropoff';
  return name === undefined
    ? intl.formatMessage({ id: `${id}-unnamed` })
    : intl.formatMessage({ id }, values);
}

/** What a further trip adds to the stops of the driver. */
export function AddedTime({ seconds }: { seconds: number }) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return (
    <p className="quiet figures">
      <FormattedMessage id="driver.stops-added" values={{ minutes }} />
    </p>
  );
}

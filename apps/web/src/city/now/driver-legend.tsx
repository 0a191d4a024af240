import { FormattedMessage, useIntl } from 'react-intl';
import type { DriverStatus } from '../city-state.js';
import { countStale } from '../fleet/driver-age.js';
import type { Fleet } from '../fleet/use-fleet.js';
import { countDrivers, driverStatuses } from '../map/driver-status.js';
import { useSecondsSince } from '../use-seconds-since.js';

/** The meaning of the shapes on the map, and the number of drivers in each status. */
export function DriverLegend({ fleet }: { fleet: Fleet }) {
  const intl = useIntl();
  const { drivers, omitted, arrivedAt } = fleet;
  const counts = countDrivers(drivers);
  const stale = countStale(fleet, arrivedAt + 1000 * useSecondsSince(arrivedAt));
  return (
    <section aria-labelledby="drivers-title">
      <h2 id="drivers-title">
        <FormattedMessage id="city.drivers" />
      </h2>
      <dl className="legend figures">
        {driverStatuses.map((status) => (
          <div key={status}>
            <dt>
              <DriverGlyph status={status} />
              <FormattedMessage id={`city.drivers.${status}`} />
            </dt>
            <dd data-drivers={status}>{intl.formatNumber(counts[status])}</dd>
          </div>
        ))}
        <div>
          <dt>
            <svg
              className="driver-glyph"
              data-status="stale"
              viewBox="0 0 16 16"
              aria-hidden="true"
            >
              <circle cx="8" cy="8" r="6" />
            </svg>
            <FormattedMessage id="city.drivers.stale" />
          </dt>
          <dd data-drivers="stale">{intl.formatNumber(stale)}</dd>
        </div>
      </dl>
      {omitted > 0 && (
        <p className="quiet">
          <FormattedMessage id="city.drivers-omitted" values={{ shown: drivers.length, omitted }} />
        </p>
      )}
    </section>
  );
}

/** The outlines that `DriverShape` draws on the map, as SVG paths. */
const PATHS: Record<DriverStatus, string> = {
  idle: 'M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10z',
  offered: 'M8 1l7 7l-7 7l-7-7z',
  on_trip: 'M8 0l6 15l-6-3.5l-6 3.5z',
  silent: 'M3 3l10 10M13 3l-10 10',
  lost: 'M8 1l7 13h-14z',
};

/** The shape of a status. Shapes differ, so that the legend is clear without colours. */
function DriverGlyph({ status }: { status: DriverStatus }) {
  return (
    <svg className="driver-glyph" data-status={status} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[status]} />
    </svg>
  );
}

import type { CityState } from '../city-state.js';
import { DriverGlyph } from './driver-glyph.js';
import { countDrivers, driverStatuses, driverStatusNames } from '../map/driver-status.js';

/** What the signs on the map mean, and how many there are of each. */
export function DriverLegend({ state }: { state: CityState }) {
  const counts = countDrivers(state.drivers);
  return (
    <section aria-labelledby="drivers-title">
      <h2 id="drivers-title">Drivers</h2>
      <dl className="legend figures">
        {driverStatuses.map((status) => (
          <div key={status}>
            <dt>
              <DriverGlyph status={status} />
              {driverStatusNames[status]}
            </dt>
            <dd data-drivers={status}>{counts[status]}</dd>
          </div>
        ))}
      </dl>
      {state.driversOmitted > 0 && (
        <p className="quiet">
          Of the first {state.drivers.length}; {state.driversOmitted} more aren’t on the map.
        </p>
      )}
    </section>
  );
}

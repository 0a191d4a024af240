import type { DriverStatus } from '../city-state.js';

/** As `DriverShape` draws them on the map. */
const PATHS: Record<DriverStatus, string> = {
  idle: 'M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10z',
  offered: 'M8 1l7 7l-7 7l-7-7z',
  on_trip: 'M8 0l6 15l-6-3.5l-6 3.5z',
  silent: 'M3 3l10 10M13 3l-10 10',
};

/** The sign of a status in the legend: told apart by its shape, also without colour. */
export function DriverGlyph({ status }: { status: DriverStatus }) {
  return (
    <svg className="driver-glyph" data-status={status} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[status]} />
    </svg>
  );
}

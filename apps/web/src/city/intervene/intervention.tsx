import type { CityState } from '../city-state.js';
import type { ActedOn } from './acted-on.js';
import { DriverDialog } from './driver-dialog.js';
import { InterveneDialog } from './intervene-dialog.js';

interface InterventionProps {
  target: ActedOn | undefined;
  state: CityState | undefined;
  onDone: () => void;
}

/** The dialog for the trip or the driver that the operator has chosen. */
export function Intervention({ target, state, onDone }: InterventionProps) {
  if (!target) return null;
  if ('tripId' in target) {
    return <InterveneDialog key={target.tripId} tripId={target.tripId} onDone={onDone} />;
  }
  const { driverId } = target;
  const driver = state?.drivers.find(({ id }) => id === driverId);
  return <DriverDialog key={driverId} driverId={driverId} driver={driver} onDone={onDone} />;
}

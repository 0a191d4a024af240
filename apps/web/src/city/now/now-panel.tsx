import { FormattedMessage } from 'react-intl';
import type { CityState } from '../city-state.js';
import type { Fleet } from '../fleet/use-fleet.js';
import { DriverLegend } from './driver-legend.js';
import { FunnelTable } from './funnel-table.js';
import type { Sample } from './sample.js';
import { SilentTrips } from './silent-trips.js';
import { TripTable } from './trip-table.js';
import type { SeenTrips } from '../use-seen-trips.js';
import { WaitPanel } from './wait-panel.js';

interface NowPanelProps {
  state: CityState | undefined;
  fleet: Fleet | undefined;
  matching: readonly Sample[];
  seen: SeenTrips;
  onReplay: (tripId: string) => void;
  /** The operator wants to act on this trip. */
  onIntervene: (tripId: string) => void;
}

/** The present state of the city. */
export function NowPanel({ state, fleet, matching, seen, onReplay, onIntervene }: NowPanelProps) {
  if (!state || !fleet) {
    return (
      <p className="quiet">
        <FormattedMessage id="city.no-frame-yet" />
      </p>
    );
  }
  return (
    <>
      <SilentTrips state={state} onIntervene={onIntervene} />
      <DriverLegend fleet={fleet} />
      <FunnelTable state={state} />
      <WaitPanel state={state} matching={matching} seen={seen} />
      <TripTable state={state} seen={seen} onReplay={onReplay} onIntervene={onIntervene} />
    </>
  );
}

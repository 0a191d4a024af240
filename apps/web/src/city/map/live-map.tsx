import type { CityHistory } from '#contracts';
import { useMemo } from 'react';
import type { CityState } from '../city-state.js';
import { FleetMarkers } from '../fleet/fleet-markers.js';
import type { Fleet } from '../fleet/use-fleet.js';
import { demandAt, supplyOf } from '../history/map-cells.js';
import type { SeenTrips } from '../use-seen-trips.js';
import { CellLayer } from './cell-layer.js';
import { tripsUnderWay } from './driver-status.js';

import type { MapView } from './map-layers.js';
import { TripPlaces } from './trip-places.js';

/** Trips that are drawn at most. More lines would hide the streets. */
const MOST_TRIPS = 40;

export interface LiveMapProps {
  state: CityState | undefined;
  fleet: Fleet | undefined;
  history: CityHistory | undefined;
  seen: SeenTrips;
  view: MapView;
}

/**
 * The present state of the city: all drivers, pickup and drop-off of the trips under way, and the
 * chosen layers. A past moment has the demand of that time, and no drivers: their positions are not
 * kept.
 */
export function LiveMap({ state, fleet, history, seen, view: { layers, step } }: LiveMapProps) {
  const demand = useMemo(
    () => history && demandAt(history, step ?? history.steps.length),
    [history, step],
  );
  const waiting = useMemo(
    () => history?.waiting.map(({ position }) => ({ position, count: 1 })),
    [history],
  );
  const supply = useMemo(() => state && supplyOf(state.drivers), [state]);
  const isLive = step === undefined;
  const trips = isLive && state ? tripsUnderWay(state.drivers).slice(0, MOST_TRIPS) : [];
  return (
    <>
      {demand && (layers.has('demand') || !isLive) && (
        <CellLayer cells={demand} colour="heat" shape="disc" />
      )}
      {supply && isLive && layers.has('supply') && (
        <CellLayer cells={supply} colour="idle" shape="ring" />
      )}
      {waiting && isLive && layers.has('waiting') && (
        <CellLayer cells={waiting} colour="waiting" shape="ring" />
      )}
      {trips.map(({ tripId }) => {
        const trip = seen.get(tripId);
        return trip && <TripPlaces key={tripId} trip={trip} />;
      })}
      {isLive && fleet && <FleetMarkers fleet={fleet} />}
    </>
  );
}

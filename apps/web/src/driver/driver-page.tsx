import { useMemo } from 'react';
import { StreetGraph } from '../map/street-graph.js';
import { useCity } from '../map/use-city.js';
import { PageFrame } from '../page/page-frame.js';
import { PulseOverMap } from '../stream/pulse-over-map.js';
import { DriverMap } from './car/driver-map.js';
import { DriverPanel } from './driver-panel.js';
import { goalOf } from './car/goal.js';
import { KeysContext } from './keys/keys-context.js';
import { useCar } from './car/use-car.js';
import { useDrive } from './drive/use-drive.js';
import { useDriverKeys } from './keys/use-driver-keys.js';
import { useLocationReports } from './car/use-location-reports.js';
import { useOfferTone } from './offer/use-offer-tone.js';
import { usePreferences } from './duty/use-preferences.js';

/** Go on duty, get offers, drive. */
export function DriverPage() {
  const drive = useDrive();
  const preferences = usePreferences();
  const city = useCity();
  const graph = useMemo(() => city && new StreetGraph(city), [city]);
  const middle = useMemo(() => city && middleOf(city.bounds), [city]);
  const { state, health } = drive;
  const { driving, hasSound, hasKeys } = preferences.value;
  const car = useCar({ graph, middle, goal: goalOf(state.trip), driving });
  useLocationReports(car.stop, state.availability === 'online' || state.trip !== null);
  useOfferTone(state.offer?.id, hasSound);
  useDriverKeys(hasKeys);
  const isStale = health.status !== 'live';
  const map = (
    <>
      <DriverMap {...{ city, graph, state, car, isStale }} />
      <PulseOverMap health={health} />
    </>
  );
  return (
    <KeysContext value={hasKeys}>
      <PageFrame map={map}>
        <DriverPanel {...{ drive, car, preferences }} />
      </PageFrame>
    </KeysContext>
  );
}

const middleOf = (bounds: { south: number; west: number; north: number; east: number }) => ({
  lat: (bounds.south + bounds.north) / 2,
  lng: (bounds.west + bounds.east) / 2,
});

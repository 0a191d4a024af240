import { useMemo } from 'react';
import { lazyMap } from '../map/lazy-map.js';
import { RoutePlanner } from '../map/route-planner.js';
import { useCity } from '../map/use-city.js';
import { PageFrame } from '../page/page-frame.js';
import { PulseOverMap } from '../stream/stream-pulse.js';
import { useWakeLock } from './awake/use-wake-lock.js';
import { goalOf } from './car/journey.js';
import { useCar } from './car/use-car.js';
import { useLocationReports } from './car/use-location-reports.js';
import { stepOf } from './drive/drive-state.js';
import { useDrive } from './drive/use-drive.js';
import { useCockpit } from './route/use-cockpit.js';
import { DriverPanel } from './driver-panel.js';
import { usePreferences } from './duty/use-preferences.js';
import { useDriverKeys } from './keys/driver-keys.js';
import { StepContext } from './keys/step-context.js';
import { useCooldown } from './keys/use-cooldown.js';
import { useOfferAttention } from './offer/use-offer-attention.js';

export const DriverMap = lazyMap(async () => (await import('./car/driver-map.js')).DriverMap);

/** The driver goes on duty here, answers offers and drives. */
export function DriverPage() {
  const drive = useDrive();
  const preferences = usePreferences();
  const city = useCity();
  const planner = useMemo(() => city && new RoutePlanner(city), [city]);
  const initialPosition = useMemo(() => city && centreOf(city.bounds), [city]);
  const { state, health } = drive;
  const { driving, hasSound, hasKeys } = preferences.value;
  const goal = goalOf(state.trip, state.offer ? null : state.reposition);
  const car = useCar({ planner, initialPosition, goal, driving });
  const reports = useLocationReports(
    car.progress,
    state.availability === 'online' || state.trip !== null,
  );
  useOfferAttention(state.offer, hasSound);
  useWakeLock(state.trip !== null);
  useDriverKeys(hasKeys);
  const step = stepOf(state);
  const isCooling = useCooldown(step);
  const { progress } = car;
  const hasGoal = goal !== undefined;
  const cockpit = useCockpit({ city, ahead: progress?.ahead, hasGoal, step });
  const isStale = health.status !== 'live';
  const map = (
    <>
      <DriverMap
        city={city}
        planner={planner}
        state={state}
        car={car}
        cockpit={cockpit}
        isStale={isStale}
      />
      <PulseOverMap health={health} />
    </>
  );
  return (
    <StepContext value={{ hasKeys, isCooling }}>
      <PageFrame map={map}>
        <DriverPanel
          drive={drive}
          car={car}
          cockpit={cockpit}
          reports={reports}
          preferences={preferences}
        />
      </PageFrame>
    </StepContext>
  );
}

const centreOf = (bounds: { south: number; west: number; north: number; east: number }) => ({
  lat: (bounds.south + bounds.north) / 2,
  lng: (bounds.west + bounds.east) / 2,
});

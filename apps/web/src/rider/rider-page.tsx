import type { CityMap } from '#contracts';
import type { Map as LeafletMap } from 'leaflet';
import { hasEnded } from '#client';
import { useEffect, useRef } from 'react';
import { useIntl } from 'react-intl';
import { Sentence } from '../language/sentence.js';
import { useFreshEta, useStaleAge } from '../map/marker/location-age.js';
import { lazyMap } from '../map/lazy-map.js';
import { useCity } from '../map/use-city.js';
import { useAttention } from '../notify/use-attention.js';
import { PageFrame } from '../page/page-frame.js';
import { useFocusOnStep } from '../page/use-focus-on-step.js';
import { useScrollToTop } from '../page/use-scroll-to-top.js';
import { useSignedIn } from '../session/signed-in.js';
import { EndedPanel } from './ended/ended-panel.js';
import { RideHistory } from './ended/ride-history.js';
import { PlanPanel } from './plan/plan-panel.js';
import type { PlannedPlaces } from './plan/planned-address.js';
import { usePlan, type Plan } from './plan/use-plan.js';
import { lastRide } from './ride/last-ride.js';
import { ContactPulse } from './ride/contact-pulse.js';
import { rideAttention } from './ride/ride-attention.js';
import { RidePanel } from './ride/ride-panel.js';
import { rideSentence } from './ride/ride-sentence.js';
import { useRide, type Ride } from './ride/use-ride.js';

export const RideMap = lazyMap(async () => (await import('./ride/ride-map.js')).RideMap);

/** The rider plans a ride here, follows it, and looks up past rides. */
export function RiderPage() {
  const intl = useIntl();
  const ride = useRide();
  const plan = usePlan();
  const city = useCity();
  const handle = useRef<LeafletMap | null>(null);
  const { state, health } = ride;
  const etaSeconds = useFreshEta(state.driverLocation);
  const hasLostContact = useStaleAge(state.driverLocation) !== null && health.status === 'live';
  const step = state.trip ? `${state.trip.id} ${state.trip.status}` : '';
  const heading = useFocusOnStep(step);
  useAttention(rideAttention(state.trip, intl));
  useScrollToTop(step);
  useReplannedAddress();
  const map = (
    <>
      <RideMap
        city={city}
        plan={plan}
        trip={state.trip}
        car={state.driverLocation}
        isStale={health.status !== 'live'}
        handle={handle}
      />
      <ContactPulse trip={state.trip} location={state.driverLocation} health={health} />
    </>
  );
  return (
    <PageFrame map={map}>
      <div className="said">
        <h1 ref={heading} tabIndex={-1}>
          <Sentence>{rideSentence({ state, health, etaSeconds, hasLostContact }, intl)}</Sentence>
        </h1>
      </div>
      <Panel ride={ride} plan={plan} city={city} handle={handle} />
    </PageFrame>
  );
}

/**
 * The places of the address are in the plan now: a reload must not plan them again. The rider has
 * seen how the last ride ended, so the plan is shown and not that ride.
 */
function useReplannedAddress(): void {
  const { user } = useSignedIn();
  useEffect(() => {
    if (!location.hash.startsWith('#from=')) return;
    lastRide.forget(user.id);
    history.replaceState(null, '', location.pathname);
  }, [user.id]);
}

interface PanelProps {
  ride: Ride;
  plan: Plan;
  city: CityMap | undefined;
  handle: React.RefObject<LeafletMap | null>;
}

function Panel({ ride, plan, city, handle }: PanelProps) {
  const { clockOffsetMs } = ride.health;
  const { trip, isKnown, search, pool } = ride.state;
  const dismiss = (places: PlannedPlaces) => {
    plan.replace(places);
    ride.dismiss();
  };
  if (trip && hasEnded(trip)) return <EndedPanel trip={trip} onDismiss={dismiss} />;
  if (trip) {
    return (
      <RidePanel
        trip={trip}
        search={search}
        pool={pool}
        clockOffsetMs={clockOffsetMs}
        onAnswer={ride.applyAnswer}
      />
    );
  }
  if (!isKnown) return null;
  const mapCentre = () => handle.current?.getCenter();
  return (
    <>
      <PlanPanel
        plan={plan}
        city={city}
        clockOffsetMs={clockOffsetMs}
        mapCentre={mapCentre}
        onRequested={ride.applyAnswer}
      />
      <RideHistory />
    </>
  );
}

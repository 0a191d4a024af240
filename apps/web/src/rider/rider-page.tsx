import type { Map as LeafletMap } from 'leaflet';
import { hasEnded } from '#client';
import { useRef } from 'react';
import { CarAge } from '../map/marker/car-age.js';
import { useCity } from '../map/use-city.js';
import { useAttention } from '../notify/use-attention.js';
import { PageFrame } from '../page/page-frame.js';
import { useScrollToTop } from '../page/use-scroll-to-top.js';
import { PulseOverMap } from '../stream/stream-pulse.js';
import { EndedPanel } from './ended/ended-panel.js';
import { PlanPanel } from './plan/plan-panel.js';
import { RideHistory } from './ended/ride-history.js';
import { rideAttention } from './ride/ride-attention.js';
import { RideMap } from './ride/ride-map.js';
import { RidePanel } from './ride/ride-panel.js';
import { rideSentence } from './ride/ride-sentence.js';
import { usePlan, type Plan } from './plan/use-plan.js';
import { useRide, type Ride } from './ride/use-ride.js';

/** The rider plans a ride here, follows it, and looks up past rides. */
export function RiderPage() {
  const ride = useRide();
  const plan = usePlan();
  const city = useCity();
  const handle = useRef<LeafletMap | null>(null);
  const { state, health } = ride;
  const isStale = health.status !== 'live';
  useAttention(rideAttention(state.trip));
  useScrollToTop(state.trip ? `${state.trip.id} ${state.trip.status}` : '');
  const map = (
    <>
      <RideMap
        city={city}
        plan={plan}
        trip={state.trip}
        car={state.driverLocation}
        isStale={isStale}
        handle={handle}
      />
      <PulseOverMap health={health}>
        <CarAge location={state.driverLocation} />
      </PulseOverMap>
    </>
  );
  return (
    <PageFrame map={map}>
      <div className="said">
        <h1 aria-live="polite">{rideSentence(state, health)}</h1>
      </div>
      <Panel ride={ride} plan={plan} handle={handle} />
    </PageFrame>
  );
}

interface PanelProps {
  ride: Ride;
  plan: Plan;
  handle: React.RefObject<LeafletMap | null>;
}

function Panel({ ride, plan, handle }: PanelProps) {
  const { clockOffsetMs } = ride.health;
  const { trip, isKnown } = ride.state;
  const dismiss = () => {
    plan.clear();
    ride.dismiss();
  };
  if (trip && hasEnded(trip)) return <EndedPanel trip={trip} onDismiss={dismiss} />;
  if (trip)
    return <RidePanel trip={trip} clockOffsetMs={clockOffsetMs} onAnswer={ride.applyAnswer} />;
  if (!isKnown) return null;
  const mapCentre = () => handle.current?.getCenter();
  return (
    <>
      <PlanPanel
        plan={plan}
        clockOffsetMs={clockOffsetMs}
        mapCentre={mapCentre}
        onRequested={ride.applyAnswer}
      />
      <RideHistory />
    </>
  );
}

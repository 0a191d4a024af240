import { initialTrip, reduceTrip, type TripMessage } from '#client';
import type { SharedTrip } from '#contracts';
import { useEffect, useReducer, useState } from 'react';
import { useIntl } from 'react-intl';
import { Sentence } from '../language/sentence.js';
import { lazyMap } from '../map/lazy-map.js';
import { useFreshEta, useStaleAge } from '../map/marker/location-age.js';
import { PageBar } from '../page/page-bar.js';
import { ContactPulse } from '../rider/ride/contact-pulse.js';
import { DriverCard } from '../rider/ride/driver-card.js';
import { StageBar } from '../rider/ride/stage-bar.js';
import { useStreamOf } from '../stream/use-stream.js';
import { newHealth, type StreamHealth } from '../stream/stream-health.js';
import { useSharedLink } from './use-shared-link.js';
import type { Watched } from './watch-address.js';
import { watchedSentence, type WatchedRide } from './watched-ride.js';

export const WatchMap = lazyMap(async () => (await import('./watch-map.js')).WatchMap);

/** A ride as the holder of its share link sees it, or why the link shows none. */
export function WatchPage({ token }: Watched) {
  const intl = useIntl();
  const [ride, dispatch] = useReducer(reduceTrip<SharedTrip>, initialTrip);
  const [health, setHealth] = useState<StreamHealth>(newHealth);
  const isCut = health.status === 'closed' && health.reason !== 'end';
  const link = useSharedLink(token, isCut ? health.reason : undefined);
  const etaSeconds = useFreshEta(ride.driverLocation);
  const hasLostContact = useStaleAge(ride.driverLocation) !== null && health.status === 'live';
  const isValid = link.state === 'valid';
  const trip = isValid ? ride.trip : null;
  const shown: WatchedRide = isValid ? ride : initialTrip;
  return (
    <div className="page">
      <PageBar who={intl.formatMessage({ id: 'watch.shared-ride' })} />
      <main className="panel">
        <div className="said">
          <h1 aria-live="polite">
            <Sentence>
              {watchedSentence({ link, ride, health, etaSeconds, hasLostContact }, intl)}
            </Sentence>
          </h1>
        </div>
        {trip && <StageBar status={trip.status} />}
        {trip?.driver && <DriverCard driver={{ ...trip.driver, rating: null }} />}
        {(link.state === 'asking' || isValid) && !trip?.endedAt && (
          <p className="quiet">{intl.formatMessage({ id: 'watch.about' })}</p>
        )}
      </main>
      <WatchMap ride={shown} isStale={health.status !== 'live'} />
      {isValid && (
        <WatchStream
          tripId={link.tripId}
          token={token}
          onMessage={dispatch}
          onHealth={setHealth}
          ride={ride}
        />
      )}
    </div>
  );
}

interface WatchStreamProps {
  tripId: string;
  token: string;
  ride: WatchedRide;
  onMessage: (message: TripMessage) => void;
  onHealth: (health: StreamHealth) => void;
}

/** The stream of the ride, which opens once the trip of the link is known. */
function WatchStream({ tripId, token, ride, onMessage, onHealth }: WatchStreamProps) {
  const health = useStreamOf(
    { stream: { trip: tripId, share: token } },
    {
      onSnapshot: (data) => onMessage({ type: 'stream.snapshot', data } as TripMessage),
      onEvent: (event) => onMessage(event as TripMessage),
      onEphemeral: (type, data) => onMessage({ type, data } as TripMessage),
    },
  );
  useEffect(() => onHealth(health), [health, onHealth]);
  // The stream of a ride that has ended closes, and that is no trouble.
  if (ride.trip?.endedAt) return null;
  return <ContactPulse trip={ride.trip} location={ride.driverLocation} health={health} />;
}

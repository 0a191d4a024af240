import { hasEnded } from '#client';
import type { Trip } from '#contracts';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { formatDay } from '../../format/time.js';
import { Sentence } from '../../language/sentence.js';
import { lazyMap } from '../../map/lazy-map.js';
import { useFreshEta, useStaleAge } from '../../map/marker/location-age.js';
import { PageFrame } from '../../page/page-frame.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { RatingForm } from '../ended/rating-form.js';
import { RideReceipt } from '../../tip/ride-receipt.js';
import { rebookAddress } from '../plan/planned-address.js';
import { ContactPulse } from '../ride/contact-pulse.js';
import { DriverCard } from '../ride/driver-card.js';
import { rideSentence } from '../ride/ride-sentence.js';
import { ShareRide } from '../ride/share-ride.js';
import { StageBar } from '../ride/stage-bar.js';
import { RidePlaces } from './ride-places.js';
import { TimelineList } from './timeline-list.js';
import { hasReceipt, useLiveTrip, useRideLookUp } from './use-ride-detail.js';

const EmptyCity = lazyMap(async () => (await import('./empty-city.js')).EmptyCity);
export const DetailMap = lazyMap(async () => (await import('./detail-map.js')).DetailMap);

/** The page of one ride: what happened, what it cost, and what its rider may still do. */
export function RideDetailPage({ tripId }: { tripId: string }) {
  const lookUp = useRideLookUp(tripId);
  if (lookUp.trip) return <FoundRide key={lookUp.trip.id} first={lookUp.trip} />;
  return <NoRide lookUp={lookUp} />;
}

function NoRide({ lookUp }: { lookUp: ReturnType<typeof useRideLookUp> }) {
  const intl = useIntl();
  const { state, problem, retry } = lookUp;
  const heading = {
    loading: 'rider.loading',
    missing: 'rider.ride-missing',
    failed: 'rider.ride-failed',
    found: 'rider.loading',
  } as const;
  return (
    <PageFrame map={state === 'missing' ? <EmptyCity /> : <div className="map" />}>
      <h1>{intl.formatMessage({ id: heading[state] })}</h1>
      {state === 'missing' && <p>{intl.formatMessage({ id: 'rider.ride-missing-why' })}</p>}
      {state === 'failed' && (
        <>
          <ProblemNote problem={problem} />
          <button className="button main" type="button" onClick={retry}>
            {intl.formatMessage({ id: 'rider.try-again' })}
          </button>
        </>
      )}
      <p>
        <a href="/rider">{intl.formatMessage({ id: 'rider.to-rider-page' })}</a>
      </p>
    </PageFrame>
  );
}

function FoundRide({ first }: { first: Trip }) {
  const intl = useIntl();
  const { trip, driverLocation, health } = useLiveTrip(first);
  const [isTipped, setTipped] = useState(false);
  const etaSeconds = useFreshEta(driverLocation);
  const hasLostContact = useStaleAge(driverLocation) !== null && health.status === 'live';
  const state = { trip, driverLocation, isKnown: true, isRedispatched: false, redispatch: null };
  const map = (
    <>
      <DetailMap trip={trip} car={driverLocation} isStale={health.status !== 'live'} />
      {!hasEnded(trip) && <ContactPulse trip={trip} location={driverLocation} health={health} />}
    </>
  );
  return (
    <PageFrame map={map}>
      <div className="said">
        <h1>
          <Sentence>{rideSentence({ state, health, etaSeconds, hasLostContact }, intl)}</Sentence>
        </h1>
        <p className="quiet figures">{formatDay(trip.requestedAt, intl)}</p>
      </div>
      <StageBar status={trip.status} />
      <RidePlaces trip={trip} />
      {trip.driver && <DriverCard driver={trip.driver} />}
      <TimelineList trip={trip} isTipped={isTipped} />
      {hasReceipt(trip) && <RideReceipt trip={trip} onTipped={() => setTipped(true)} />}
      {hasReceipt(trip) && <PrintButton />}
      {trip.status === 'completed' && <RatingForm trip={trip} />}
      <RideActions trip={trip} />
    </PageFrame>
  );
}

function PrintButton() {
  const intl = useIntl();
  return (
    <button className="button second wide unprinted" type="button" onClick={() => window.print()}>
      {intl.formatMessage({ id: 'rider.print' })}
    </button>
  );
}

/** What leads on from here: back to the live page, or to a new ride between the same places. */
function RideActions({ trip }: { trip: Trip }) {
  const intl = useIntl();
  if (!hasEnded(trip)) {
    return (
      <>
        <a className="button main wide unprinted" href="/rider">
          {intl.formatMessage({ id: 'rider.follow-live' })}
        </a>
        <ShareRide tripId={trip.id} />
      </>
    );
  }
  return (
    <div className="buttons unprinted">
      <a className="button main" href={rebookAddress(trip)}>
        {intl.formatMessage({ id: 'rider.rebook' })}
      </a>
      <a className="button second" href="/rider">
        {intl.formatMessage({ id: 'rider.to-rider-page' })}
      </a>
    </div>
  );
}

import type { Trip, TripPool, TripSearch } from '#contracts';
import { useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { NotifyButton } from '../../notify/notify-button.js';
import { CancelRide } from '../cancel/cancel-ride.js';
import { RidePlaces } from '../detail/ride-places.js';
import { DriverCard } from './driver-card.js';
import { PinCard } from './pin-card.js';
import { PoolNote } from './pool-note.js';
import { SearchPanel } from './search-panel.js';
import { ShareRide } from './share-ride.js';
import { StageBar } from './stage-bar.js';

interface RidePanelProps {
  trip: Trip;
  search: TripSearch | null;
  pool: TripPool | null;
  clockOffsetMs: number;
  onAnswer: (trip: Trip) => void;
}

/** A ride under way. */
export function RidePanel({ trip, search, pool, clockOffsetMs, onAnswer }: RidePanelProps) {
  const intl = useIntl();
  const { status, driver, pin, fare } = trip;
  const isSearching = status === 'matching';
  const isBeforeStart = status === 'driver_assigned' || status === 'driver_arrived';
  const cancel = <CancelRide trip={trip} clockOffsetMs={clockOffsetMs} onCancelled={onAnswer} />;
  return (
    <>
      <StageBar status={status} />
      {isSearching && <SearchPanel trip={trip} search={search} clockOffsetMs={clockOffsetMs} />}
      {isSearching && cancel}
      {driver && <DriverCard driver={driver} />}
      {pool && <PoolNote pool={pool} />}
      {isBeforeStart && pin !== undefined && <PinCard pin={pin} />}
      {(isSearching || status === 'driver_assigned') && (
        <NotifyButton
          label={intl.formatMessage({ id: 'rider.notify' })}
          grantedSentence={intl.formatMessage({ id: 'rider.notify-granted' })}
          refusedSentence={intl.formatMessage({ id: 'rider.notify-refused' })}
        />
      )}
      <RidePlaces trip={trip} />
      <section className="row" aria-label={intl.formatMessage({ id: 'rider.fare' })}>
        <span className="quiet">{intl.formatMessage({ id: 'rider.fare' })}</span>
        <strong className="figures">{formatMoney(fare, intl)}</strong>
      </section>
      <ShareRide tripId={trip.id} />
      {!isSearching && cancel}
      <p>
        <a href={`/rides/${trip.id}`}>{intl.formatMessage({ id: 'rider.ride-page' })}</a>
      </p>
    </>
  );
}

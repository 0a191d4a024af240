import type { Trip } from '#contracts';
import { useIntl } from 'react-intl';
import type { PlannedPlaces } from '../plan/planned-address.js';
import { RidePlaces } from '../detail/ride-places.js';
import { StageBar } from '../ride/stage-bar.js';
import { RideReceipt } from '../../tip/ride-receipt.js';
import { RatingForm } from './rating-form.js';

interface EndedPanelProps {
  trip: Trip;
  /** The rider plans the next ride, with these places in it. */
  onDismiss: (places: PlannedPlaces) => void;
}

/**
 * A ride that has ended: its receipt, its rating, and the button that plans the next. A ride that
 * did not take place is planned again with both places.
 */
export function EndedPanel({ trip, onDismiss }: EndedPanelProps) {
  const intl = useIntl();
  const hasRidden = trip.status === 'completed';
  const again: PlannedPlaces = {
    pickup: { position: trip.pickup },
    dropoff: { position: trip.dropoff },
  };
  const next = (
    <button
      className="button main wide"
      type="button"
      onClick={() => onDismiss(hasRidden ? {} : again)}
    >
      {intl.formatMessage({ id: hasRidden ? 'rider.plan-another' : 'rider.try-again' })}
    </button>
  );
  return (
    <>
      <StageBar status={trip.status} />
      {!hasRidden && next}
      <RidePlaces trip={trip} />
      {trip.status !== 'no_drivers_available' && (
        <RideReceipt key={`receipt ${trip.id}`} trip={trip} />
      )}
      {hasRidden && <RatingForm key={`rating ${trip.id}`} trip={trip} />}
      <p>
        <a href={`/rides/${trip.id}`}>{intl.formatMessage({ id: 'rider.ride-page' })}</a>
      </p>
      {hasRidden && next}
      {!hasRidden && (
        <button className="button plain" type="button" onClick={() => onDismiss({})}>
          {intl.formatMessage({ id: 'rider.plan-another' })}
        </button>
      )}
    </>
  );
}

import type { TripDriver } from '#contracts';
import { useIntl } from 'react-intl';

/** The driver and the vehicle, with the plate in large type, by which the rider finds the car. */
export function DriverCard({ driver }: { driver: TripDriver }) {
  const intl = useIntl();
  const { name, rating, vehicle } = driver;
  return (
    <section className="driver" aria-label={intl.formatMessage({ id: 'rider.your-driver' })}>
      <div>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="quiet">
          <bdi>
            {vehicle
              ? `${vehicle.colour} ${vehicle.model}`
              : intl.formatMessage({ id: 'rider.no-vehicle' })}
          </bdi>
          {rating !== null && ` · ★ ${intl.formatNumber(rating, ONE_DECIMAL)}`}
        </p>
      </div>
      {vehicle && (
        <p className="plate" dir="ltr">
          <span className="unseen">{intl.formatMessage({ id: 'rider.plate' })} </span>
          {vehicle.plate}
        </p>
      )}
    </section>
  );
}

const ONE_DECIMAL = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

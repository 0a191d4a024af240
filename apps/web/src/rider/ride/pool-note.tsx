import type { TripPool } from '#contracts';
import { useIntl } from 'react-intl';

/** That others share the car, and how many stops for them come before the rider's own. */
export function PoolNote({ pool: { others, stopsBefore } }: { pool: TripPool }) {
  const intl = useIntl();
  return (
    <p role="status">
      {intl.formatMessage({ id: 'rider.pool-others' }, { others })}{' '}
      {intl.formatMessage({ id: 'rider.pool-stops' }, { stops: stopsBefore })}
    </p>
  );
}

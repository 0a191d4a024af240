import type { TripRider } from '#contracts';

/** Whom it is about. The name is text, whatever is in it. */
export function RiderName({ rider: { name, rating } }: { rider: TripRider }) {
  return (
    <p className="rider-name">
      <strong>{name}</strong>{' '}
      <span className="quiet figures">
        {rating === null ? (
          'no rating yet'
        ) : (
          <>
            <span aria-hidden="true">★ </span>
            <span className="unseen">rated </span>
            {rating.toFixed(1)}
          </>
        )}
      </span>
    </p>
  );
}

import type { TripRider } from '#contracts';

/** The rider's name and rating. React renders the name as text, so markup in it has no effect. */
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

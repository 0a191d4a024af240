import type { SharedTrip, Trip } from '#contracts';

/** A trip as the viewers of a share link see it. */
export function toSharedTrip(trip: Trip): SharedTrip {
  const { riderId: _id, rider: _rider, fare: _fare, pin: _pin, ...rest } = trip;
  const { freeCancelUntil: _until, cancelFee: _fee, shared: _shared, ...open } = rest;
  const { driver, cancellation, ...shown } = open;
  const { rating: _rating, ...car } = driver ?? { rating: null };
  return {
    ...shown,
    driver: driver && (car as SharedTrip['driver']),
    cancellation: cancellation && { by: cancellation.by },
  };
}

/** Whether an event follows the end of a trip. The viewers of a share link don't get it. */
export const isAfterEnd = (type: string): boolean => type === 'trip.tipped';

/** An event as the viewers of a share link see it. */
export function toSharedEvent(event: object): object {
  const { data } = event as { data: { trip: Trip; by?: string } };
  return {
    ...event,
    data: { trip: toSharedTrip(data.trip), ...(data.by !== undefined && { by: data.by }) },
  };
}

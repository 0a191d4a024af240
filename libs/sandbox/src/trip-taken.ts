import type { StreamEvent } from '#client';
import type { CloudEvent } from '#contracts';

type TripTaken =
  CloudEvent<'trip.cancelled'> | CloudEvent<'trip.redispatching'> | CloudEvent<'trip.completed'>;

/** Whether a trip has gone from its driver. A driver's own `complete` is no such event. */
export const isTripTaken = (event: StreamEvent<'driver'>): event is TripTaken =>
  event.type === 'trip.cancelled' ||
  event.type === 'trip.redispatching' ||
  (event.type === 'trip.completed' && event.data.operator !== undefined);

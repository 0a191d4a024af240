/** The `reason` of `trip.redispatching` when the driver was silent for too long before the ride. */
export const LOST_DRIVER_REASON = 'The driver could not be reached.';

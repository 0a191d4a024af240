import type { CancelledBy, SharedEventData, SharedTrip, Trip } from '#contracts';

/**
 * A trip as the viewers of a share link see it. The function lists the visible fields, so that
 * a field added to `Trip` stays private until it is added here as well.
 */
export function toSharedTrip(trip: Trip): SharedTrip {
  const { driver, cancellation } = trip;
  return {
    id: trip.id,
    status: trip.status,
    version: trip.version,
    pickup: trip.pickup,
    dropoff: trip.dropoff,
    pickupName: trip.pickupName,
    dropoffName: trip.dropoffName,
    pickupEtaSeconds: trip.pickupEtaSeconds,
    driver: driver && { id: driver.id, name: driver.name, vehicle: driver.vehicle },
    requestedAt: trip.requestedAt,
    assignedAt: trip.assignedAt,
    arrivedAt: trip.arrivedAt,
    startedAt: trip.startedAt,
    endedAt: trip.endedAt,
    cancellation: cancellation && { by: cancellation.by },
    driverSilentSince: trip.driverSilentSince,
    driverLostAt: trip.driverLostAt,
    matchingDeadline: trip.matchingDeadline,
  };
}

/** The part of a stored event that the redaction reads. */
interface StoredEvent {
  data: { trip?: Trip; by?: CancelledBy };
}

/**
 * Redacts an event of a trip's stream for the viewers of a share link. The envelope stays as
 * it is; of the payload only the reduced trip and `by` remain. An event without a trip keeps
 * its place in the stream, with an empty payload.
 *
 * @param json the stored event, a CloudEvents 1.0 object
 */
export function toSharedEventJson(json: string): string {
  const event = JSON.parse(json) as StoredEvent;
  const { trip, by } = event.data;
  const data: Partial<SharedEventData> = {
    ...(trip && { trip: toSharedTrip(trip) }),
    ...(by && { by }),
  };
  return JSON.stringify({ ...event, data });
}

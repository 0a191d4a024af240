import type { CancelledBy, SharedEventData, SharedTrip, Trip } from '#contracts';

/**
 * A trip as the viewers of a share link see it. Names what they see, so that a field which
 * is added to a trip stays private until somebody puts it here.
 */
export function toSharedTrip(trip: Trip): SharedTrip {
  const { id, status, version, driver, pickup, dropoff, pickupEtaSeconds, cancellation } = trip;
  const { requestedAt, assignedAt, arrivedAt, startedAt, endedAt } = trip;
  return {
    ...{ id, status, version, pickup, dropoff, pickupEtaSeconds },
    driver: driver && { id: driver.id, name: driver.name, vehicle: driver.vehicle },
    ...{ requestedAt, assignedAt, arrivedAt, startedAt, endedAt },
    cancellation: cancellation && { by: cancellation.by },
  };
}

/** What of a stored event matters here; its payload is as the event map has it. */
interface StoredEvent {
  data: { trip?: Trip; by?: CancelledBy };
}

/**
 * The JSON of an event of a trip's stream, as its viewers get it: the same envelope, and of
 * the payload the trip and who ended it. An event without a trip keeps its place in the
 * stream and says nothing.
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

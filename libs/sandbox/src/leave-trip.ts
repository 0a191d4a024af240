import { ApiProblem, type TripstreamApi } from '#client';

const LEAVE_REASON = 'The sandbox driver has left';

/** Ends a driver's part in a trip, so that no rider waits: it is given back, or completed. */
export async function leaveTrip(api: TripstreamApi, tripId: string | undefined): Promise<void> {
  if (tripId === undefined) return;
  try {
    const { status } = await api.trip(tripId);
    if (status === 'in_progress') await api.complete(tripId, undefined, { reason: LEAVE_REASON });
    else if (status === 'driver_assigned' || status === 'driver_arrived') {
      await api.cancelTrip(tripId, LEAVE_REASON);
    }
  } catch (error) {
    const isGone = error instanceof ApiProblem && [404, 409].includes(error.status);
    if (!isGone) throw error;
  }
}

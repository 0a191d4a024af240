import type { Principal, Requester } from '#access';
import type { SharedTrip, Trip } from '#contracts';
import { toSharedTrip } from '../domain/shared-trip.js';
import type { TripState } from '../domain/trip-state.js';
import { toRiderTripView, toTripView } from '../domain/trip-view.js';

/** The trip as a signed-in user may see it. Only its rider sees the PIN. */
export const tripViewFor = (state: TripState, principal: Principal): Trip =>
  state.riderId === principal.userId && principal.role === 'rider'
    ? toRiderTripView(state)
    : toTripView(state);

/** The trip as a requester may see it. The viewer of a share link gets the reduced view. */
export const requesterViewFor = (state: TripState, requester: Requester): Trip | SharedTrip =>
  requester.role === 'viewer' ? toSharedTrip(toTripView(state)) : tripViewFor(state, requester);

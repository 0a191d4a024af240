import type { Principal, Requester } from '#access';
import type { SharedTrip, Trip } from '#contracts';
import { toSharedTrip } from '../domain/shared-trip.js';
import type { TripState } from '../domain/trip-state.js';
import { toRiderTripView, toTripView } from '../domain/trip-view.js';

/** A trip as this person may see it: the PIN is its rider's alone. */
export const tripViewFor = (state: TripState, who: Principal): Trip =>
  state.riderId === who.userId && who.role === 'rider' ? toRiderTripView(state) : toTripView(state);

/** The same for whoever may read it, the viewers of a share link among them. */
export const readerViewOf = (state: TripState, requester: Requester): Trip | SharedTrip =>
  requester.role === 'viewer' ? toSharedTrip(toTripView(state)) : tripViewFor(state, requester);

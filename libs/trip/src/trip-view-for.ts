import type { Principal } from '#access';
import type { Trip } from '#contracts';
import type { TripState } from './domain/trip-state.js';
import { toRiderTripView, toTripView } from './domain/trip-view.js';

/** A trip as this person may see it: the PIN is its rider's alone. */
export const tripViewFor = (state: TripState, who: Principal): Trip =>
  state.riderId === who.userId && who.role === 'rider' ? toRiderTripView(state) : toTripView(state);

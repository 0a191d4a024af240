import { describe, expect, it } from '@jest/globals';
import { tripSchema, tripStatusSchema } from '#contracts';
import { aTrip } from '../../test/trip-builder.js';
import { toRiderTripView, toTripView } from './trip-view.js';

describe.each(tripStatusSchema.options)('a trip that is %s', (status) => {
  const trip = aTrip(status);

  it('the view of a trip has exactly the fields of the contract', () => {
    const view = toTripView(trip);
    expect(tripSchema.parse(view)).toEqual(view);
  });

  it('the common view of a trip has no PIN', () => {
    expect(JSON.stringify(toTripView(trip))).not.toContain(trip.pin);
    expect(toTripView(trip)).not.toHaveProperty('pin');
  });

  it('the rider’s view of a trip adds the PIN', () => {
    expect(toRiderTripView(trip)).toEqual({ ...toTripView(trip), pin: trip.pin });
  });
});

import { describe, expect, it } from '@jest/globals';
import { tripSchema, tripStatusSchema } from '#contracts';
import { aTrip } from '../../test/trip-builder.js';
import { toRiderTripView, toTripView } from './trip-view.js';

describe.each(tripStatusSchema.options)('a trip that is %s', (status) => {
  const trip = aTrip(status);

  it('is shown as the contract has it, and nothing else of it', () => {
    const view = toTripView(trip);
    expect(tripSchema.parse(view)).toEqual(view);
  });

  it('shows its PIN to nobody', () => {
    expect(JSON.stringify(toTripView(trip))).not.toContain(trip.pin);
    expect(toTripView(trip)).not.toHaveProperty('pin');
  });

  it('shows it to its rider', () => {
    expect(toRiderTripView(trip)).toEqual({ ...toTripView(trip), pin: trip.pin });
  });
});

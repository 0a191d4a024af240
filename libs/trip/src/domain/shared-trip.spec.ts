import { describe, expect, it } from '@jest/globals';
import { sharedEventDataSchema, sharedTripSchema, tripStatusSchema, type Trip } from '#contracts';
import { aDriver, aTrip, cents } from '../../test/trip-builder.js';
import { toSharedEventJson, toSharedTrip } from './shared-trip.js';
import { toRiderTripView } from './trip-view.js';

const PRIVATE = ['riderId', 'rider', 'fare', 'fee', 'cancelFee', 'rating', 'pin', 'reason'];

const aView = (status: Trip['status']): Trip =>
  toRiderTripView(
    aTrip(status, {
      rider: { name: 'Ada Private', rating: 4.9 },
      cancellation: { by: 'rider', reason: 'My secret reason', fee: cents(500) },
    }),
  );

const anEvent = (data: unknown) => ({
  specversion: '1.0',
  id: 'e1',
  source: '/tripstream',
  type: 'trip.cancelled',
  subject: 'trip/1',
  time: '2026-03-01T12:00:00.000Z',
  data,
});

describe.each(tripStatusSchema.options)('a trip that is %s', (status) => {
  it('viewers see exactly the fields of the contract', () => {
    const shown = toSharedTrip(aView(status));
    expect(sharedTripSchema.parse(shown)).toEqual(shown);
  });

  it('viewers see no rider, money, rating, PIN or typed text', () => {
    const json = JSON.stringify(toSharedTrip(aView(status)));
    for (const name of PRIVATE) expect(json).not.toContain(`"${name}":`);
    for (const text of ['Ada Private', 'My secret reason', '4821']) {
      expect(json).not.toContain(text);
    }
  });
});

describe('an event for viewers', () => {
  it('an event keeps its envelope and loses its private fields', () => {
    const trip = aView('cancelled');
    const event = anEvent({ trip, by: 'rider', reason: 'My secret reason', fee: cents(500) });
    const shown = JSON.parse(toSharedEventJson(JSON.stringify(event)));
    expect(shown).toEqual({ ...event, data: { trip: toSharedTrip(trip), by: 'rider' } });
    expect(sharedEventDataSchema.parse(shown.data)).toEqual(shown.data);
  });

  it('an event of an unknown type has an empty payload and keeps its place', () => {
    const event = anEvent({ offer: { fare: cents(1) }, comment: 'private' });
    expect(JSON.parse(toSharedEventJson(JSON.stringify(event)))).toEqual({ ...event, data: {} });
  });

  it('an event shows the driver’s name and vehicle without the rating', () => {
    const { rating: _rating, ...driver } = aDriver();
    expect(toSharedTrip(aView('driver_assigned')).driver).toEqual(driver);
  });
});
